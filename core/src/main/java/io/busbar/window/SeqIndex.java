package io.busbar.window;

/**
 * The numbers of the entries that one address or pattern has in the window, ascending. Confined to one event loop.
 *
 * <p>Trimming remembers up to where it went, so that a reader whose position is before that knows that it missed
 * something.
 */
public final class SeqIndex {

    private long[] seqs = new long[4];
    private int first;
    private int size;
    private long trimmedTo;

    /** Creates an empty index. */
    public SeqIndex() {}

    /** Adds a number that is larger than all before. */
    public void add(long seq) {
        if (size == seqs.length) {
            long[] larger = new long[2 * size];
            for (int i = 0; i < size; i++) {
                larger[i] = get(i);
            }
            seqs = larger;
            first = 0;
        }
        seqs[(first + size) & (seqs.length - 1)] = seq;
        size++;
    }

    /** Forgets the numbers below {@code oldest}. */
    public void trim(long oldest) {
        while (size > 0 && get(0) < oldest) {
            trimmedTo = get(0);
            first = (first + 1) & (seqs.length - 1);
            size--;
        }
        if (size == 0 && seqs.length > 64) {
            seqs = new long[4];
            first = 0;
        }
    }

    /** Says that entries up to {@code seq} may have been missed altogether. */
    public void lostUpTo(long seq) {
        trim(seq + 1);
        trimmedTo = Math.max(trimmedTo, seq);
    }

    /** Returns how many numbers are here. */
    public int size() {
        return size;
    }

    /** Returns the number at {@code i}, counted from the oldest. */
    public long get(int i) {
        return seqs[(first + i) & (seqs.length - 1)];
    }

    /** Returns whether a number after {@code position} was trimmed. */
    public boolean isTrimmedAfter(long position) {
        return trimmedTo > position;
    }

    /** Returns the place of the first number after {@code position}, which is {@link #size} if there is none. */
    public int firstAfter(long position) {
        // A live reader lacks only the last few.
        int high = size;
        for (int i = 0; i < 4; i++) {
            if (high == 0 || get(high - 1) <= position) {
                return high;
            }
            high--;
        }
        int low = 0;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (get(middle) <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
