package io.busbar.cluster.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers entries into a batch, of which it always knows how large it is. Where they come to stand need only be known at
 * the end. Confined to one thread.
 */
public final class BatchBuilder {

    private final long timeMillis;
    private final List<LogEntry> entries = new ArrayList<>();
    private final CodecOutput bytes = new CodecOutput();

    /**
     * What has been built.
     *
     * @param batch the batch
     * @param bytes what {@link BatchCodec#encode} makes of it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    public record Built(Batch batch, byte[] bytes) {}

    /**
     * Creates a batch without entries.
     *
     * @param timeMillis when it was begun, in milliseconds since the epoch
     */
    public BatchBuilder(long timeMillis) {
        this.timeMillis = timeMillis;
    }

    /**
     * Adds an entry behind the others.
     *
     * @throws IllegalArgumentException if it can't be stored, as the body of its event is of a type that can't travel; the
     *     batch is then as it was
     */
    public void add(LogEntry entry) {
        int size = bytes.size();
        boolean isWritten = false;
        try {
            EntryCodec.write(entry, timeMillis, bytes);
            isWritten = true;
        } finally {
            if (!isWritten) {
                bytes.cut(size);
            }
        }
        entries.add(entry);
    }

    /** Returns how many entries there are. */
    public int count() {
        return entries.size();
    }

    /** Returns how many bytes the entries take; what comes before them is less than 200. */
    public int size() {
        return bytes.size();
    }

    /**
     * Returns the batch of what has been added. More may be added, and built, after that.
     *
     * @throws IllegalArgumentException if there can't be such a {@link Batch}
     */
    public Built build(String epoch, long term, long number, long firstSeq) {
        Batch batch = new Batch(epoch, term, number, firstSeq, timeMillis, entries);
        return new Built(batch, BatchCodec.join(batch, bytes));
    }
}
