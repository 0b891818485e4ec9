package io.busbar.benchmarks.load.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** One stream, whose events are counted. On its loop's thread. */
final class Reader implements SocketLoop.Peer {

    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.ISO_8859_1);

    private final EventScanner events;
    private final SocketChannel channel;
    private final Consumer<Reader> onAnswer;
    private boolean open;
    private boolean ended;

    /**
     * Asks for a stream.
     *
     * @param onAnswer called when the server has opened it, or if it does not ({@link #hasEnded})
     */
    Reader(SocketLoop loop, int port, byte[] request, EventScanner events, Consumer<Reader> onAnswer)
            throws IOException {
        this.events = events;
        this.onAnswer = onAnswer;
        channel = loop.connect(port, this);
        SocketLoop.write(channel, request);
    }

    @Override
    public void received(byte[] bytes, int length, long nowNanos) {
        if (!open) {
            open = Arrays.equals(bytes, 0, Math.min(length, OK.length), OK, 0, OK.length);
            ended |= !open;
            onAnswer.accept(this);
        }
        events.scan(bytes, length, nowNanos);
    }

    @Override
    public void ended() {
        ended = true;
        if (!open) {
            onAnswer.accept(this);
        }
    }

    /** Returns whether the stream was refused, or has ended. */
    boolean hasEnded() {
        return ended;
    }

    /** Returns what was counted. */
    EventScanner events() {
        return events;
    }

    /** Leaves. */
    void close() throws IOException {
        channel.close();
    }
}
