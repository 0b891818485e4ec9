package io.busbar.benchmarks.load.client;

import java.util.Arrays;

/**
 * How old events were when they reached readers, and when they had reached the last of them. Confined to one thread; takes memory
 * only while events are numbered beyond all before.
 */
final class Latencies {

    private static final int FEW = 1 << 12;

    /** Of later events of a run it is not known which reader was last. */
    private static final int MOST = 1 << 20;

    private final LatencyHistogram each = new LatencyHistogram();
    private long[] slowest = new long[FEW];
    private long first;
    private int numbers;
    private long delivered;

    /** Forgets everything; events are numbered from {@code firstNumber} on. */
    void reset(long firstNumber) {
        Arrays.fill(slowest, 0, numbers, 0);
        each.clear();
        first = firstNumber;
        numbers = 0;
        delivered = 0;
    }

    /** Takes that an event reached a reader, at the age of {@code nanos}. */
    void add(long number, long nanos) {
        delivered++;
        each.add(nanos);
        long index = number - first;
        if (index >= MOST) {
            return;
        }
        int at = (int) index;
        if (at >= slowest.length) {
            slowest = Arrays.copyOf(slowest, Math.max(at + 1, slowest.length * 2));
        }
        numbers = Math.max(numbers, at + 1);
        slowest[at] = Math.max(slowest[at], nanos);
    }

    /** Returns how many events reached readers, each counted once for each reader. */
    long delivered() {
        return delivered;
    }

    /** Returns the ages of all events at all readers. */
    LatencyHistogram each() {
        return each.copy();
    }

    /** Returns the ages of all events at the last of their readers. */
    LatencyHistogram last() {
        LatencyHistogram last = new LatencyHistogram();
        for (int i = 0; i < numbers; i++) {
            if (slowest[i] > 0) {
                last.add(slowest[i]);
            }
        }
        return last;
    }
}
