package io.busbar.benchmarks.load.client;

/** A way to publish events. For one thread. */
public interface Publishing {

    /** Publishes events, and waits until it is known what has become of them. */
    Published publish(Series series) throws Exception;

    /**
     * What became of the events.
     *
     * @param sent how many were published
     * @param acknowledged how many of them the server, if asked, confirmed
     * @param endNanos when the last was published, as {@link System#nanoTime} tells it
     */
    record Published(long sent, long acknowledged, long endNanos) {}
}
