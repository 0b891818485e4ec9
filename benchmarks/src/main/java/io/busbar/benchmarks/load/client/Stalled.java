package io.busbar.benchmarks.load.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Clients that ask for a stream, and then never read, with so little room for what comes that the server soon has to keep it. */
public final class Stalled implements AutoCloseable {

    /** Less than the smallest that a system gives. */
    private static final int RECEIVE_BYTES = 1_024;

    private final List<SocketChannel> channels = new ArrayList<>();

    /** Connects {@code count} clients, each with {@code request}. Whether they were let in, only the server knows. */
    public static Stalled connect(int port, byte[] request, int count) throws IOException {
        Stalled stalled = new Stalled();
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel channel = Loopback.connect(port, i, RECEIVE_BYTES);
                stalled.channels.add(channel);
                SocketLoop.write(channel, request);
            }
        } catch (IOException e) {
            stalled.close();
            throw e;
        }
        return stalled;
    }

    /** Returns how many there are. */
    public int count() {
        return channels.size();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
