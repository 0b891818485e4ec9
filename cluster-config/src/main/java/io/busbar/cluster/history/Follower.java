package io.busbar.cluster.history;

import io.busbar.history.LastValue;
import io.busbar.history.Lineage;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Gives a node's tail what comes out of the log, batch by batch, in order. What is announced before its turn waits for
 * those before it, which are to be read. Confined to the hub's context.
 */
final class Follower {

    /** So much may wait for the batches before it; the rest is read again. */
    private static final int MOST_WAITING_BYTES = 16 << 20;

    private final Log.Tail tail;
    private final Retained retained;
    private final NavigableMap<Long, byte[]> waiting = new TreeMap<>();
    private int waitingBytes;
    private final long firstSeq;
    private Lineage lineage;
    private long nextNumber;
    private long nextSeq;
    private long eventSeq;
    private long announced;
    private long nanos = Long.MIN_VALUE;

    /** Up to which number the last values from before the first entry are told. */
    private long lastValuesTo;

    /**
     * Creates a follower.
     *
     * @param epoch of the first ids
     * @param retained notes what there is
     * @param nextNumber the first batch that the tail gets
     * @param nextSeq the number of its first entry
     */
    Follower(String epoch, Log.Tail tail, Retained retained, long nextNumber, long nextSeq) {
        this.lineage = Lineage.of(epoch);
        this.tail = tail;
        this.retained = retained;
        this.nextNumber = nextNumber;
        this.nextSeq = nextSeq;
        this.firstSeq = nextSeq;
        this.announced = nextNumber - 1;
    }

    /** Returns which ids stand for what has been given. */
    Lineage lineage() {
        return lineage;
    }

    /** Returns the number of the batch that comes next. */
    long nextNumber() {
        return nextNumber;
    }

    /** Returns the number of the last entry for which an id of {@code epoch} may stand; -1 if that is not of this log. */
    long endOf(String epoch) {
        return Math.min(end(), lineage.endOf(epoch));
    }

    /** Returns the number of the last entry that the tail has got. */
    long end() {
        return nextSeq - 1;
    }

    /** Returns the number of the oldest batch that is retained; 0 if there is none. */
    long oldest() {
        return retained.oldest();
    }

    /** Returns what there is, as it is now. */
    Branch branch(RecorderRole role) {
        return new Branch(role, eventSeq, retained.identities());
    }

    /** Returns the number of the first entry that the tail has got, or gets. */
    long firstSeq() {
        return firstSeq;
    }

    /** Returns up to which number the tail has been told of the last values from before {@link #firstSeq}. */
    long lastValuesTo() {
        return lastValuesTo;
    }

    /** Tells the tail some more of them; none if there are no more. */
    void tellLastValues(List<LastValue> values) {
        values.forEach(tail::lastValue);
        lastValuesTo =
                values.isEmpty() ? firstSeq - 1 : values.get(values.size() - 1).seq();
    }

    /** Notes that batch {@code number} is in the log for good, and with it all before it. */
    void announce(long number) {
        announced = Math.max(announced, number);
    }

    /** Returns the last batch that has to be read; less than {@link #nextNumber} if there is none. */
    long lastMissing() {
        return waiting.isEmpty() ? announced : Math.min(announced, waiting.firstKey() - 1);
    }

    /**
     * Takes a batch that is in the log for good.
     *
     * @param isNew whether it was stored just now
     * @throws BatchFormatException if it is none, or does not continue the log
     */
    void take(long number, byte[] bytes, boolean isNew) {
        if (number < nextNumber) {
            return;
        }
        if (number > nextNumber) {
            if (waitingBytes + bytes.length <= MOST_WAITING_BYTES && waiting.putIfAbsent(number, bytes) == null) {
                waitingBytes += bytes.length;
            }
            return;
        }
        give(bytes, isNew);
        while (!waiting.isEmpty() && waiting.firstKey() == nextNumber) {
            byte[] next = waiting.pollFirstEntry().getValue();
            waitingBytes -= next.length;
            give(next, isNew);
        }
    }

    private void give(byte[] bytes, boolean isNew) {
        give(BatchCodec.decode(bytes), bytes, isNew);
    }

    /** Gives the tail a batch, which must be the next; returns the numbers of those that are not to be retained any more. */
    List<Long> give(Batch batch, byte[] bytes, boolean isNew) {
        if (!lineage.isOfThisLog(batch.epoch()) || batch.firstSeq() != nextSeq || batch.number() != nextNumber) {
            throw new BatchFormatException("batch " + batch.number() + " of " + batch.epoch() + " from "
                    + batch.firstSeq() + " is not the next of " + lineage.epoch() + ", which is " + nextNumber
                    + " from " + nextSeq);
        }
        // The clocks of nodes differ, so they are asked only of what is older than that.
        long age = isNew ? 0 : Math.max(0, System.currentTimeMillis() - batch.timeMillis());
        nanos = Math.max(nanos, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(age));
        nextNumber++;
        if (!batch.epoch().equals(lineage.epoch())) {
            lineage = lineage.branch(batch.epoch(), nextSeq - 1);
            tail.branch(batch.epoch());
        }
        for (LogEntry entry : batch.entries()) {
            long seq = nextSeq++;
            if (entry instanceof LogEntry.Recorded recorded) {
                eventSeq = recorded.record().kind() == LogRecord.Kind.OUTAGE ? eventSeq : seq;
                tail.accept(seq, nanos, recorded.record());
            } else if (entry instanceof LogEntry.Mark mark) {
                tail.mark(seq, nanos, mark.key());
            }
        }
        return retained.add(batch, bytes);
    }
}
