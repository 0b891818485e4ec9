package io.busbar.cluster.history;

import io.busbar.history.EventId;
import java.util.List;

/**
 * Entries of a log that follow each other, as they are stored: together, and for good. Immutable.
 *
 * @param epoch which log; as in an {@link EventId}
 * @param term of the recorder that stores it; not negative
 * @param number which batch of the log; the first one is 1
 * @param firstSeq the number of the first entry; if there is none, of the next one; at least 1
 * @param timeMillis when it was begun, in milliseconds since the epoch
 * @param entries in the order of their numbers, which have no gaps; may be empty
 */
public record Batch(String epoch, long term, long number, long firstSeq, long timeMillis, List<LogEntry> entries) {

    /**
     * Checks what it is made of.
     *
     * @throws IllegalArgumentException if a number is too small, or the ids of the entries would be none
     */
    public Batch {
        entries = List.copyOf(entries);
        atLeast(0, "term", term);
        atLeast(1, "number", number);
        atLeast(1, "firstSeq", firstSeq);
        checkId(epoch, firstSeq);
        checkId(epoch, firstSeq + entries.size());
    }

    private static void atLeast(long least, String what, long value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", not " + value);
        }
    }

    private static void checkId(String epoch, long seq) {
        String id = new EventId(epoch, seq).toString();
        try {
            EventId.parse(id);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("entries would have an id that is none: " + id, e);
        }
    }

    /** Returns the number of the last entry up to here; without entries, of the last one of the batches before. */
    public long lastSeq() {
        return nextSeq() - 1;
    }

    /** Returns the number of the first entry of the batch behind this one. */
    public long nextSeq() {
        return firstSeq + entries.size();
    }

    /** Returns this batch as the recorder of another term stores it. */
    public Batch withTerm(long newTerm) {
        return movedTo(newTerm, number);
    }

    /** Returns this batch as the recorder of another term stores it under another number; its entries keep theirs. */
    public Batch movedTo(long newTerm, long newNumber) {
        return new Batch(epoch, newTerm, newNumber, firstSeq, timeMillis, entries);
    }
}
