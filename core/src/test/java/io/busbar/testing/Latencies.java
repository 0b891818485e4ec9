package io.busbar.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts how long things took, to within 3 %, without keeping each. Thread-safe. */
public final class Latencies {

    /** Buckets for each power of two. */
    private static final int STEPS = 32;

    private final AtomicLongArray counts = new AtomicLongArray(64 * STEPS);

    /** Creates an empty one. */
    public Latencies() {}

    /** Counts one that took so long. */
    public void add(long nanos) {
        counts.getAndIncrement(bucket(Math.max(STEPS, nanos)));
    }

    /** Returns how many were counted. */
    public long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.get(i);
        }
        return count;
    }

    /** Returns the time in which this part of all, such as 0.99, were done; nothing if there are none. */
    public Duration quantile(double part) {
        long rank = (long) Math.ceil(part * count());
        long seen = 0;
        for (int i = 0; i < counts.length() && rank > 0; i++) {
            seen += counts.get(i);
            if (seen >= rank) {
                return Duration.ofNanos(upperEnd(i));
            }
        }
        return Duration.ZERO;
    }

    private static int bucket(long nanos) {
        int power = 63 - Long.numberOfLeadingZeros(nanos);
        return power * STEPS + (int) (nanos >>> (power - 5)) - STEPS;
    }

    private static long upperEnd(int bucket) {
        int power = bucket / STEPS;
        return (long) (bucket % STEPS + STEPS + 1) << (power - 5);
    }
}
