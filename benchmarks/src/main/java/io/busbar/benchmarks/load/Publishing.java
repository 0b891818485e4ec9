package io.busbar.benchmarks.load;

/** A way to publish events. For one thread. */
interface Publishing {

    /** What {@link #publish} takes for as fast as possible. */
    double UNLIMITED = 0;

    /**
     * Publishes events for a while, and waits until it is known what has become of them.
     *
     * @param first the number of the first event; the others follow
     * @param rate how many per second; {@link #UNLIMITED} for the next when one is acknowledged
     * @param millis for how long
     * @return what became of them
     */
    Published publish(long first, double rate, long millis) throws Exception;

    /**
     * What became of the events.
     *
     * @param sent how many were published
     * @param acknowledged how many of them the server, if asked, confirmed
     * @param endNanos when the last was published, as {@link System#nanoTime} tells it
     */
    record Published(long sent, long acknowledged, long endNanos) {}
}
