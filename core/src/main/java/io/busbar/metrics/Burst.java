package io.busbar.metrics;

import java.time.Duration;

/** Tells the first of a burst of faults from the rest, so that a log has one line of it. Confined to one thread. */
public final class Burst {

    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    private long lastNanos = System.nanoTime() - QUIET_NANOS;

    /** Creates one that has seen nothing. */
    public Burst() {}

    /** Notes a fault, and returns whether none was noted for the ten seconds before. */
    public boolean isFirst() {
        long now = System.nanoTime();
        boolean first = now - lastNanos >= QUIET_NANOS;
        lastNanos = now;
        return first;
    }
}
