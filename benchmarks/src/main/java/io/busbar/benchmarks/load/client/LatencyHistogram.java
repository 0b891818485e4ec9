package io.busbar.benchmarks.load.client;

import java.util.Arrays;

/** How often which time was taken, to within some 3 %. Confined to one thread. */
public final class LatencyHistogram {

    /** Each power of two has so many buckets. */
    private static final int BUCKETS_BITS = 5;

    private static final int BUCKETS = 1 << BUCKETS_BITS;

    private final long[] counts = new long[(Long.SIZE - BUCKETS_BITS) * BUCKETS];
    private long total;

    /** Adds a time; a negative one counts as 0. */
    void add(long nanos) {
        counts[bucket(Math.max(0, nanos))]++;
        total++;
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }

    /** Returns a copy that does not change any more. */
    LatencyHistogram copy() {
        LatencyHistogram copy = new LatencyHistogram();
        System.arraycopy(counts, 0, copy.counts, 0, counts.length);
        copy.total = total;
        return copy;
    }

    /** Returns the time in nanoseconds that {@code share} (0 to 1) of all did not exceed; 0 if there are none. */
    public long percentile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(total * share));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length && total > 0; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return highest(bucket);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        if (nanos < BUCKETS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BUCKETS_BITS;
        return ((shift + 1) << BUCKETS_BITS) + (int) ((nanos >>> shift) - BUCKETS);
    }

    private static long highest(int bucket) {
        int shift = Math.max(0, (bucket >> BUCKETS_BITS) - 1);
        long base = bucket < BUCKETS ? bucket : BUCKETS + (bucket & (BUCKETS - 1));
        return ((base + 1) << shift) - 1;
    }
}
