package io.busbar.benchmarks.load.client;

/**
 * Which events are to be published, and how fast. Immutable.
 *
 * @param first the number of the first event; the others follow
 * @param rate how many per second; {@link #UNLIMITED} for the next when one is acknowledged
 * @param events how many at most
 * @param millis for how long at most
 */
public record Series(long first, double rate, long events, long millis) {

    /** The {@link #rate} for as fast as possible. */
    public static final double UNLIMITED = 0;

    /** Returns a series that ends with the time. */
    public static Series of(long first, double rate, long millis) {
        return new Series(first, rate, Long.MAX_VALUE, millis);
    }
}
