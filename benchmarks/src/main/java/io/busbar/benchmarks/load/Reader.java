package io.busbar.benchmarks.load;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One stream, whose events are counted. On its loop's thread. */
final class Reader implements SocketLoop.Peer {

    private static final byte[] OK = "HTTP/1.1 200".getBytes(StandardCharsets.ISO_8859_1);

    private final EventScanner events;
    private final SocketChannel channel;
    private boolean open;
    private boolean ended;

    /** Sends {@code request} to the server at {@code port}; {@code latencies} gets how old events are. */
    Reader(SocketLoop loop, int port, byte[] request, LatencyHistogram latencies) throws IOException {
        events = new EventScanner(latencies);
        channel = loop.connect(port, this);
        SocketLoop.write(channel, request);
    }

    @Override
    public void received(byte[] bytes, int length, long nowNanos) {
        if (!open) {
            open = Arrays.equals(bytes, 0, Math.min(length, OK.length), OK, 0, OK.length);
            ended |= !open;
        }
        events.scan(bytes, length, nowNanos);
    }

    @Override
    public void ended() {
        ended = true;
    }

    /** Returns whether the server has opened the stream, after which it brings every event. */
    boolean isOpen() {
        return open;
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
