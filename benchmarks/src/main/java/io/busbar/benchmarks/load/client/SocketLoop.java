package io.busbar.benchmarks.load.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves thousands of connections to this machine's servers, as cheaply as Java can: the load must cost
 * less than what is measured. What concerns connections is called on that thread.
 */
public final class SocketLoop implements AutoCloseable {

    private static final int READ_BYTES = 256 << 10;
    private static final long PATIENCE_SECONDS = 60;

    /** Until a socket that is full of a large request is tried again. */
    private static final long FULL_NANOS = 50_000;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private @Nullable IntSupplier tick;
    private int tickMillis;
    private int connected;
    private volatile boolean closed;

    /** What is at this end of a connection. */
    interface Peer {

        /** Takes what came; the array is used again after the call. */
        void received(byte[] bytes, int length, long nowNanos);

        /** The connection is no more, and this end did not close it. */
        void ended();
    }

    /** Starts the thread. */
    public SocketLoop(String name) throws IOException {
        selector = Selector.open();
        Thread thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs {@code task} on the loop, and returns what it returns. For other threads. */
    public <T> T call(Callable<T> task) {
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

    /**
     * Has {@code newTick} called whenever the loop has done something, and at the latest after as many milliseconds as it
     * returned, at least 1; null ends that.
     */
    public void tick(@Nullable IntSupplier newTick) {
        tick = newTick;
        tickMillis = 1;
    }

    /** Connects, which takes no time on the loopback interface. */
    SocketChannel connect(int port, Peer peer) throws IOException {
        SocketChannel channel = Loopback.connect(port, connected++, Loopback.AS_IT_IS);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, peer);
        return channel;
    }

    /** Writes all of {@code bytes}: servers read requests. */
    static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            if (channel.write(left) == 0) {
                LockSupport.parkNanos(FULL_NANOS);
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
                IntSupplier ticking = tick;
                if (ticking != null) {
                    tickMillis = Math.max(1, ticking.getAsInt());
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
            selector.select(this::ready, tickMillis);
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
