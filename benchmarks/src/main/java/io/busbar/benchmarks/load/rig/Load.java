package io.busbar.benchmarks.load.rig;

import io.busbar.benchmarks.load.client.SocketLoop;
import java.io.IOException;

/**
 * The threads that make the load: one reads, the other publishes, so that an event is published when it is due, however much is
 * being read.
 */
public final class Load implements AutoCloseable {

    private final SocketLoop readers = new SocketLoop("readers");
    private final SocketLoop publishers = new SocketLoop("publishers");

    /** Starts them. */
    public Load() throws IOException {}

    /** Returns the one that reads. */
    public SocketLoop readers() {
        return readers;
    }

    /** Returns the one that publishes. */
    public SocketLoop publishers() {
        return publishers;
    }

    @Override
    public void close() {
        readers.close();
        publishers.close();
    }
}
