package io.busbar.benchmarks.load.node;

import io.busbar.benchmarks.load.client.SocketLoop;
import java.io.IOException;

/**
 * The threads that make the load: one reads, the other publishes, so that an event is published when it is due, however much is
 * being read.
 */
final class Load implements AutoCloseable {

    private final SocketLoop readers;
    private final SocketLoop publishers;

    /**
     * Starts them.
     *
     * @param restMicros how long the one that reads rests, see {@link SocketLoop}
     */
    Load(int restMicros) throws IOException {
        readers = new SocketLoop("readers", restMicros * 1_000L);
        publishers = new SocketLoop("publishers");
    }

    /** Returns the one that reads. */
    SocketLoop readers() {
        return readers;
    }

    /** Returns the one that publishes. */
    SocketLoop publishers() {
        return publishers;
    }

    @Override
    public void close() {
        readers.close();
        publishers.close();
    }
}
