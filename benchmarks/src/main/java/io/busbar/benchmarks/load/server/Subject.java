package io.busbar.benchmarks.load.server;

import java.io.IOException;

/** A server that is measured, whatever it is. */
public interface Subject extends AutoCloseable {

    /** Returns where clients connect on the loopback interface. */
    int port();

    /** Returns what comes before the number of an address in the path of a stream. */
    default String streams() {
        return "/events/load.";
    }

    /** Returns what comes before the number of an address in the path where events are posted. */
    default String publishing() {
        return "/publish/load.";
    }

    /** Returns what its account is kept by. */
    ProcessHandle handle();

    /** Returns whether it is a JVM. */
    default boolean isJvm() {
        return true;
    }

    /** Ends it at once. */
    @Override
    void close() throws IOException;
}
