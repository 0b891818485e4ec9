package io.busbar.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of event streams over plain HTTP/1.1, read by one thread that does as little as it can, so that the server is
 * what a load test measures. All of them can stop reading, and read on. Whether frames are right is not looked at: that
 * is what {@link SseTestClient} is for.
 *
 * <pre>{@code
 * try (ManyReaders readers = new ManyReaders("readers")) {
 *     for (int i = 0; i < 1_000; i++) {
 *         readers.open(port, "/events/a" + i % 10, 0, new CountingReader());
 *     }
 *     readers.awaitOpen();
 *     ...
 * }
 * }</pre>
 */
public final class ManyReaders implements AutoCloseable {

    private static final int BUFFER_BYTES = 65_536;

    private final Selector selector;
    private final Thread thread;
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final Queue<Reader> unregistered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean paused;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** One stream. The group's thread calls it. */
    public abstract static class Reader implements StreamSkimmer.Sink {

        private final StreamSkimmer skimmer = new StreamSkimmer(this);
        private @Nullable ManyReaders group;
        private @Nullable SocketChannel channel;
        private String epoch = "";
        private long lastSeq = -1;
        private long arrivedNanos;
        private volatile boolean open;
        private volatile boolean ended;
        private boolean leaves;

        /** For subclasses, which see what comes. */
        protected Reader() {}

        /**
         * Takes an event without a name.
         *
         * @param seq the number in its id; -1 if it has no id
         * @param numbers the up to four whole numbers, parted by one character each, that the data begins with; what is
         *     behind those is left from earlier events. To be copied if it is to be kept
         * @param arrivedNanos the {@code System.nanoTime()} at which it was read from the socket, or a little before
         */
        protected abstract void onMessage(long seq, long[] numbers, long arrivedNanos);

        /** Takes an event with a name; {@code busbar.position} too. Nothing by default. */
        protected void onNamed(String type, long seq, String data) {}

        /** Cuts the connection as soon as all is taken that was read with what is being told now. */
        protected final void leave() {
            leaves = true;
        }

        /** Called when the connection was cut after {@link #leave}. Nothing by default. */
        protected void onLeft() {}

        /** Returns the last event id, or the empty text. Not before the stream has ended, or its group is closed. */
        public final String lastEventId() {
            return lastSeq < 0 ? "" : epoch + "-" + lastSeq;
        }

        /** Returns whether the stream was opened. */
        public final boolean isOpen() {
            return open;
        }

        /** Returns whether the stream has ended, from the server's side. */
        public final boolean isEnded() {
            return ended;
        }

        @Override
        public final void head(int status) {
            if (status != 200) {
                throw new AssertionError("status " + status);
            }
            open = true;
            group.opened.incrementAndGet();
        }

        @Override
        public final void message(long seq, long[] numbers) {
            lastSeq = Math.max(lastSeq, seq);
            onMessage(seq, numbers, arrivedNanos);
        }

        @Override
        public final void named(String type, long seq, String data) {
            lastSeq = Math.max(lastSeq, seq);
            onNamed(type, seq, data);
        }

        @Override
        public final void epoch(String newEpoch) {
            epoch = newEpoch;
        }
    }

    /** Starts the group's thread. */
    public ManyReaders(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Connects to {@code port} on the loopback interface, and asks for a stream. Does not wait for the answer.
     *
     * @param receiveBuffer the socket's receive buffer; 0 is the system's own
     * @param headers further headers as {@code Name: value}
     */
    public void open(int port, String path, int receiveBuffer, Reader reader, String... headers) {
        StringBuilder request =
                new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("\r\n");
        try {
            SocketChannel channel = SocketChannel.open();
            if (receiveBuffer > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            }
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(request.toString().getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            reader.channel = channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.group = this;
        readers.add(reader);
        unregistered.add(reader);
        selector.wakeup();
    }

    /** Waits until all streams have been opened. */
    public void awaitOpen() {
        Conditions.await(
                () -> opened + " of " + readers.size() + " streams to open",
                () -> {
                    check();
                    return opened.get() == readers.size();
                },
                Conditions.PATIENCE.multipliedBy(6));
    }

    /** Returns how many streams the server has ended. */
    public int ended() {
        return ended.get();
    }

    /** Stops to read, all of them, at once. */
    public void pause() {
        paused = true;
    }

    /** Reads on. */
    public void resume() {
        paused = false;
        LockSupport.unpark(thread);
    }

    /** Fails if one of the readers has. */
    public void check() {
        Throwable cause = failure;
        if (cause != null) {
            throw new AssertionError(thread.getName() + ": " + cause.getMessage(), cause);
        }
    }

    /** Cuts all connections, and ends the thread; what readers have noted can then be seen by the caller. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        LockSupport.unpark(thread);
        try {
            thread.join();
            for (Reader reader : readers) {
                cut(reader);
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        check();
    }

    /** With RST instead of FIN: thousands of ports that wait for late packets could be too many. */
    private static void cut(Reader reader) throws IOException {
        if (reader.channel.isOpen()) {
            reader.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            reader.channel.close();
        }
    }

    private static void cutNow(Reader reader) {
        try {
            cut(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        byte[] bytes = new byte[BUFFER_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (!closed) {
                while (paused && !closed) {
                    LockSupport.park(this);
                }
                selector.select(key -> read((Reader) key.attachment(), key, buffer, bytes));
                for (Reader reader = unregistered.poll(); reader != null; reader = unregistered.poll()) {
                    reader.channel.register(selector, SelectionKey.OP_READ, reader);
                }
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void read(Reader reader, SelectionKey key, ByteBuffer buffer, byte[] bytes) {
        if (paused) {
            return;
        }
        int n;
        try {
            n = reader.channel.read(buffer.clear());
        } catch (IOException e) {
            // reset
            n = -1;
        }
        if (n > 0) {
            reader.arrivedNanos = System.nanoTime();
            reader.skimmer.feed(bytes, n);
        }
        if (n < 0 || reader.skimmer.isComplete()) {
            key.cancel();
            reader.ended = true;
            ended.incrementAndGet();
        } else if (reader.leaves) {
            key.cancel();
            cutNow(reader);
            reader.onLeft();
        }
    }
}
