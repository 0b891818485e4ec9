package io.busbar.window;

/**
 * The numbers of the newest entries in the window that one address or pattern has, or one reader of several, ascending.
 * Confined to one event loop.
 *
 * <p>It knows only the newest, and remembers up to where it may have forgotten some: a reader whose position is before
 * that has to look through the window itself.
 */
public final class SeqIndex {

    /** The most numbers that are kept. */
    static final int MOST = 1024;

    private static final int SMALL = 64;

    private long[] seqs = new long[4];
    private int first;
    private int size;
    private long forgottenTo;

    /** Creates an empty index. */
    public SeqIndex() {}

    /** Adds a number that is larger than all before; the last once more makes no difference. */
    public void add(long seq) {
        if (size > 0 && get(size - 1) == seq) {
            return;
        }
        if (size == MOST) {
            forgetFirst();
        } else if (size == seqs.length) {
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
            forgetFirst();
        }
        if (size == 0 && seqs.length > SMALL) {
            seqs = new long[4];
            first = 0;
        }
    }

    private void forgetFirst() {
        forgottenTo = Math.max(forgottenTo, get(0));
        first = (first + 1) & (seqs.length - 1);
        size--;
    }

    /** Says that entries up to {@code seq} may be missing here. */
    public void forgetTo(long seq) {
        trim(seq + 1);
        forgottenTo = Math.max(forgottenTo, seq);
    }

    /** Returns up to where entries may be missing here. */
    public long forgottenTo() {
        return forgottenTo;
    }

    /** Returns how many numbers are here. */
    public int size() {
        return size;
    }

    /** Returns the number at {@code i}, counted from the oldest. */
    public long get(int i) {
        return seqs[(first + i) & (seqs.length - 1)];
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
