package io.busbar.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves thousands of connections to this machine's servers, as cheaply as Java can: the load must cost
 * less than what is measured. What concerns connections is called on that thread.
 */
final class SocketLoop implements AutoCloseable {

    private static final int READ_BYTES = 256 << 10;
    private static final long TICK_MILLIS = 1;
    private static final long PATIENCE_SECONDS = 60;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private @Nullable Runnable tick;
    private volatile boolean closed;

    /** What is at this end of a connection. */
    interface Peer {

        /** Takes what came; the array is used again after the call. */
        void received(byte[] bytes, int length, long nowNanos);

        /** The connection is no more, and this end did not close it. */
        void ended();
    }

    /** Starts the thread. */
    SocketLoop(String name) throws IOException {
        selector = Selector.open();
        Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs {@code task} on the loop, and returns what it returns. For other threads. */
    <T> T call(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        selector.wakeup();
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Has {@code newTick} called every millisecond; null ends that. */
    void tick(@Nullable Runnable newTick) {
        tick = newTick;
    }

    /** Connects, which takes no time on the loopback interface. */
    SocketChannel connect(int port, Peer peer) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, peer);
        return channel;
    }

    /** Writes all of {@code bytes}: requests are small, and servers read them. */
    static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            if (channel.write(left) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private void run() {
        try (selector) {
            while (!closed) {
                select();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                Runnable ticking = tick;
                if (ticking != null) {
                    ticking.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void select() throws IOException {
        if (tick == null) {
            selector.select(this::ready);
        } else {
            selector.select(this::ready, TICK_MILLIS);
        }
    }

    private void ready(SelectionKey key) {
        Peer peer = (Peer) key.attachment();
        buffer.clear();
        int length;
        try {
            length = ((SocketChannel) key.channel()).read(buffer);
        } catch (IOException e) {
            length = -1;
        }
        if (length >= 0) {
            peer.received(buffer.array(), length, System.nanoTime());
            return;
        }
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            // It is of no use any more.
        }
        peer.ended();
    }

    /** Ends the thread, and with it all connections. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
