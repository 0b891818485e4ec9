package io.busbar.window;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * A reader's position in the log, and what it wants of what comes after. Near the end of the log it goes by the index
 * of what it subscribed to; farther back, where that has forgotten, it looks through the window. Confined to one event
 * loop.
 */
public final class Cursor {

    /** So many entries are looked at in one go. */
    private static final int LOOKS = 1024;

    private final Window window;
    private final EntryFilter filter;
    private final SeqIndex index;
    private final LongSupplier indexedTo;
    private long position;

    /**
     * Creates a cursor.
     *
     * @param filter what the reader gets
     * @param index of what it subscribed to
     * @param indexedTo up to which number the index says all
     * @param position the number after which it reads on
     */
    public Cursor(Window window, EntryFilter filter, SeqIndex index, LongSupplier indexedTo, long position) {
        this.window = window;
        this.filter = filter;
        this.index = index;
        this.indexedTo = indexedTo;
        this.position = position;
    }

    /** Returns the number of the last entry that was read or passed over. */
    public long position() {
        return position;
    }

    /** Returns whether there may be entries for this reader behind the position. */
    public boolean hasMore() {
        return index.forgottenTo() > position || (index.size() > 0 && index.get(index.size() - 1) > position);
    }

    /** Passes over what is known to hold nothing for this reader. */
    public void advance() {
        if (!hasMore()) {
            position = Math.max(position, indexedTo.getAsLong());
        }
    }

    /** Returns whether an entry that this reader may have wanted has left the window before it was read. */
    public boolean isBehindWindow() {
        long oldest = window.oldest();
        if (position + 1 >= oldest) {
            return false;
        }
        return position < index.forgottenTo() || nextIndexed() < oldest;
    }

    /**
     * Reads on: adds to {@code batch}, which is empty, the entries that are wanted, in log order, each once, as long as
     * they have at most {@code maxBytes} together (one entry is always taken), and moves the position behind them. It
     * may find nothing although there {@link #hasMore} is: then it looks farther the next time.
     *
     * @param conflate whether to leave out entries of which this reader gets a newer one of the same key
     * @return false if the next entry has left the window; the position is then before it
     */
    public boolean read(List<Entry> batch, int maxBytes, boolean conflate) {
        if (position < index.forgottenTo()) {
            return look(batch, index.forgottenTo(), maxBytes, conflate);
        }
        int bytes = 0;
        for (int i = index.firstAfter(position); i < index.size() && bytes < maxBytes; i++) {
            long seq = index.get(i);
            Entry entry = window.get(seq);
            if (entry == null) {
                return !batch.isEmpty();
            }
            if (filter.admits(entry) && !(conflate && filter.isSuperseded(entry))) {
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

    /** Has {@code seq}, which was read last or before, be read once more. */
    public void goBackBefore(long seq) {
        position = seq - 1;
    }

    private boolean look(List<Entry> batch, long upTo, int maxBytes, boolean conflate) {
        int bytes = 0;
        for (int i = 0; i < LOOKS && position < upTo && bytes < maxBytes; i++) {
            Entry entry = window.get(position + 1);
            if (entry == null) {
                return !batch.isEmpty();
            }
            if (filter.wants(entry) && !(conflate && filter.isSuperseded(entry))) {
                bytes += entry.payloadBytes();
                if (bytes > maxBytes && !batch.isEmpty()) {
                    break;
                }
                batch.add(entry);
            }
            position++;
        }
        return true;
    }

    /**
     * Goes on with the oldest entry that is in the window.
     *
     * @return how many entries are left out, wanted or not; 0 if none was wanted
     */
    public long skipToWindow() {
        return skipTo(window.oldest() - 1);
    }

    /**
     * Leaves out entries that are older than {@code nanos}.
     *
     * @return how many, wanted or not; 0 if none was wanted
     */
    public long skipOlderThan(long nanos, long nowNanos) {
        return skipTo(window.lastBefore(nanos, nowNanos));
    }

    private long skipTo(long seq) {
        long skipped = Math.max(0, seq - position);
        boolean nothingWanted = position >= index.forgottenTo() && seq <= indexedTo.getAsLong() && nextIndexed() > seq;
        position += skipped;
        return nothingWanted ? 0 : skipped;
    }

    /** Returns the number of the next entry of which the index knows. */
    private long nextIndexed() {
        int next = index.firstAfter(position);
        return next < index.size() ? index.get(next) : Long.MAX_VALUE;
    }
}
