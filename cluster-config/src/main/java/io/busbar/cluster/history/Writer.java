package io.busbar.cluster.history;

import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.history.NoRecorderException;
import io.busbar.pipeline.OverloadedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log as long as this node records: gathers entries into batches, and stores one batch after the other. An entry
 * reaches the tail, and whoever waits for it, when its batch is in the log for good. Confined to the hub's context.
 */
final class Writer implements Log.Appender {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MOST_ENTRIES = 1_000;
    private static final int MOST_BYTES = 256 << 10;

    /** What is appended at once, as what plugins made of one event, stays together unless it is larger than that. */
    private static final int MOST_BYTES_AT_ONCE = 8 << 20;

    /** So much may wait while the cluster does not answer. */
    private static final int MOST_WAITING = 10_000;

    private static final long MOST_WAITING_BYTES = 64L << 20;

    private final Context context;
    private final LogStore store;
    private final RecorderRole role;
    private final UUID member;
    private final Follower follower;
    private final Listener listener;
    private final Map<String, Long> recordedSince;
    private final Deque<Gathering> waiting = new ArrayDeque<>();
    private int waitingEntries;
    private long waitingBytes;
    private long storedNanos = System.nanoTime();
    private long nextNumber;
    private long nextSeq;
    private boolean begun;

    /** Whether what is appended now comes with what was appended before. */
    private boolean appending;

    private boolean storing;
    private boolean over;

    /** Is told what has become of the writer's work. */
    interface Listener {

        /** A batch is in the log for good, and the tail has it. */
        void stored(long number, byte[] batch);

        /** This node does not record any more. */
        void deposed();
    }

    /** A batch in the making, and who waits for its entries. */
    private static final class Gathering {
        private final BatchBuilder builder = new BatchBuilder(System.currentTimeMillis());
        private final List<Promise<Long>> promises = new ArrayList<>();

        Future<Long> add(LogEntry entry) {
            builder.add(entry);
            Promise<Long> promise = Promise.promise();
            promises.add(promise);
            return promise.future();
        }

        boolean isFull(boolean atOnce) {
            return atOnce
                    ? builder.size() >= MOST_BYTES_AT_ONCE
                    : builder.count() >= MOST_ENTRIES || builder.size() >= MOST_BYTES;
        }
    }

    /**
     * Creates a writer that gathers, and stores nothing before {@link #begin}.
     *
     * @param follower what has all that is in the log
     * @param recordedSince the addresses that are recorded, and since when
     */
    Writer(
            Context context,
            LogStore store,
            RecorderRole role,
            Follower follower,
            Map<String, Long> recordedSince,
            Listener listener) {
        this.context = context;
        this.store = store;
        this.role = role;
        this.member = store.member();
        this.follower = follower;
        this.recordedSince = new HashMap<>(recordedSince);
        this.listener = listener;
    }

    /**
     * Begins to store.
     *
     * @param first what comes before all that was appended so far; null for a batch without entries
     * @return completes when that is in the log
     */
    Future<Void> begin(@Nullable LogRecord first) {
        begun = true;
        nextNumber = follower.nextNumber();
        nextSeq = follower.end() + 1;
        Gathering beginning = new Gathering();
        if (first != null) {
            beginning.add(new LogEntry.Recorded(first));
        }
        return store(beginning);
    }

    /** Stores a batch without entries, so that the log does not end by its age, if nothing was stored for so long. */
    void keepAlive(long nanos) {
        if (begun && !storing && !over && System.nanoTime() - storedNanos > nanos) {
            store(new Gathering());
        }
    }

    RecorderRole role() {
        return role;
    }

    /** Returns the addresses that are recorded, and since when. */
    Map<String, Long> recordedSince() {
        return Map.copyOf(recordedSince);
    }

    @Override
    public String epoch() {
        return role.epoch();
    }

    @Override
    public Future<Long> append(LogRecord record) {
        // That something is missing has to be told when there is no place for anything else; there are few of these.
        boolean isAlwaysTaken = record.kind() != LogRecord.Kind.EVENT;
        return isFull() && !isAlwaysTaken
                ? Future.failedFuture(new OverloadedException())
                : append(new LogEntry.Recorded(record));
    }

    @Override
    public Future<Long> append(IdempotencyKey key) {
        return isFull() ? Future.failedFuture(new OverloadedException()) : append(new LogEntry.Mark(key));
    }

    private boolean isFull() {
        return waitingEntries >= MOST_WAITING || waitingBytes > MOST_WAITING_BYTES;
    }

    private Future<Long> append(LogEntry entry) {
        if (over) {
            return Future.failedFuture(new NoRecorderException());
        }
        Gathering last = waiting.peekLast();
        if (last == null || last.isFull(appending)) {
            last = new Gathering();
            waiting.add(last);
        }
        int before = last.builder.size();
        Future<Long> appended;
        try {
            appended = last.add(entry);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
        waitingEntries++;
        waitingBytes += last.builder.size() - before;
        if (!appending) {
            appending = true;
            context.runOnContext(run -> {
                appending = false;
                storeNext();
            });
        }
        return appended;
    }

    @Override
    public Future<Long> startRecording(String address) {
        Long since = recordedSince.get(address);
        if (since != null) {
            return Future.succeededFuture(since);
        }
        if (isFull()) {
            return Future.failedFuture(new OverloadedException());
        }
        return append(new LogEntry.Mark(null)).compose(seq -> {
            recordedSince.put(address, seq);
            return store.startRecording(address, seq).map(seq);
        });
    }

    @Override
    public void stopRecording(String address) {
        if (!over && recordedSince.remove(address) != null) {
            store.stopRecording(address);
        }
    }

    private void storeNext() {
        if (!begun || storing || over || appending) {
            return;
        }
        Gathering next = waiting.poll();
        if (next != null && next.builder.count() > 0) {
            waitingEntries -= next.builder.count();
            waitingBytes -= next.builder.size();
            Future<Void> unused = store(next);
        }
    }

    private Future<Void> store(Gathering gathering) {
        storing = true;
        BatchBuilder.Built built = gathering.builder.build(role.epoch(), role.term(), nextNumber, nextSeq);
        return store.append(built.batch().number(), built.bytes(), role, member).transform(outcome -> {
            storing = false;
            if (over) {
                fail(gathering);
                return Future.failedFuture(new NoRecorderException());
            }
            if (outcome.failed() || outcome.result() == LogStore.Outcome.DEPOSED) {
                return giveUp(gathering, outcome.failed() ? outcome.cause() : null);
            }
            nextNumber++;
            nextSeq = built.batch().nextSeq();
            // The next one is on its way while this one is told.
            storeNext();
            try {
                stored(built, gathering.promises);
            } catch (RuntimeException e) {
                return giveUp(gathering, e);
            }
            return Future.succeededFuture();
        });
    }

    private Future<Void> giveUp(Gathering gathering, @Nullable Throwable cause) {
        if (cause != null) {
            LOG.warn("A batch could not be stored; this node records no longer", cause);
        }
        fail(gathering);
        end();
        listener.deposed();
        return Future.failedFuture(new NoRecorderException());
    }

    private void stored(BatchBuilder.Built built, List<Promise<Long>> promises) {
        storedNanos = System.nanoTime();
        Batch batch = built.batch();
        List<Long> tooOld = follower.give(batch, built.bytes(), true);
        if (!tooOld.isEmpty()) {
            store.remove(tooOld);
        }
        listener.stored(batch.number(), built.bytes());
        for (int i = 0; i < promises.size(); i++) {
            promises.get(i).complete(batch.firstSeq() + i);
        }
    }

    private static void fail(Gathering gathering) {
        gathering.promises.forEach(promise -> promise.tryFail(new NoRecorderException()));
    }

    /** Completes when all that was appended is in the log, or can't be. */
    Future<Void> drained() {
        return over || (waiting.isEmpty() && !storing)
                ? Future.succeededFuture()
                : append(new LogEntry.Mark(null)).transform(done -> Future.succeededFuture());
    }

    /** Writes nothing any more. */
    void end() {
        over = true;
        List<Gathering> left = List.copyOf(waiting);
        waiting.clear();
        waitingEntries = 0;
        waitingBytes = 0;
        left.forEach(Writer::fail);
    }
}
