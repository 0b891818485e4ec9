package io.busbar.window;

import java.util.BitSet;
import java.util.List;

/** A reader's position in the log, and what it wants of what comes after. Confined to one event loop. */
public final class Cursor {

    private final Window window;
    private final BitSet entitled;
    private final SeqIndex[] indexes;
    private final int[] next;
    private long position;

    /**
     * Creates a cursor that reads what comes after the window's present head.
     *
     * @param entitled the outbound rules that apply to the reader
     * @param indexes what it subscribed to; not changed by others
     */
    public Cursor(Window window, BitSet entitled, List<SeqIndex> indexes) {
        this.window = window;
        this.entitled = entitled;
        this.indexes = indexes.toArray(SeqIndex[]::new);
        this.next = new int[this.indexes.length];
        this.position = window.head();
    }

    /** Returns the number of the last entry that was read or passed over. */
    public long position() {
        return position;
    }

    /** Returns whether there are entries behind the position. */
    public boolean hasMore() {
        for (SeqIndex index : indexes) {
            if (index.size() > 0 && index.get(index.size() - 1) > position) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether an entry that this reader may have wanted left the window before it was read. */
    public boolean isBehindWindow() {
        for (SeqIndex index : indexes) {
            if (index.isTrimmedAfter(position)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads on: adds to {@code batch}, which is empty, the entries that are wanted, in log order, each once, as long as
     * they have at most {@code maxBytes} together (one entry is always taken), and moves the position behind them.
     *
     * @return false if an entry had left the window; the position is then before it
     */
    public boolean read(List<Entry> batch, int maxBytes) {
        if (isBehindWindow()) {
            return false;
        }
        for (int i = 0; i < indexes.length; i++) {
            next[i] = indexes[i].firstAfter(position);
        }
        int bytes = 0;
        while (bytes < maxBytes) {
            long seq = takeLeast();
            if (seq == Long.MAX_VALUE) {
                break;
            }
            Entry entry = window.get(seq);
            if (entry == null) {
                return false;
            }
            if (entry.isPermittedTo(entitled)) {
                bytes += entry.payloadBytes();
                if (bytes > maxBytes && !batch.isEmpty()) {
                    break;
                }
                batch.add(entry);
            }
            position = seq;
        }
        return true;
    }

    /** Takes the least number of all indexes, from each that has it. */
    private long takeLeast() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < indexes.length; i++) {
            if (next[i] < indexes[i].size()) {
                least = Math.min(least, indexes[i].get(next[i]));
            }
        }
        if (least != Long.MAX_VALUE) {
            for (int i = 0; i < indexes.length; i++) {
                if (next[i] < indexes[i].size() && indexes[i].get(next[i]) == least) {
                    next[i]++;
                }
            }
        }
        return least;
    }
}
