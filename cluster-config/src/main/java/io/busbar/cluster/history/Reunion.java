package io.busbar.cluster.history;

import io.busbar.history.Lineage;
import io.busbar.history.NoRecorderException;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is to become of a log after its cluster was in parts, on a node of the part whose maps are gone. Whatever it is,
 * no id stands for two things, see {@link Lineage}. Confined to the hub's context.
 */
final class Reunion {

    /** So long a node that can't bring back what its part has recorded waits for the one that can. */
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Branch ours;
    private @Nullable Rescued rescued;
    private final long begunNanos = System.nanoTime();
    private long commonEnd = -1;

    /** What the parts have recorded while they were apart. */
    enum Verdict {
        /** This one nothing, so that the log is simply read on. */
        NOTHING_HERE,
        /** This one something, and the other one nothing: it is to be brought back. */
        ONLY_HERE,
        /** Both something, of which only the others' can stay. */
        BOTH
    }

    /**
     * Creates a comparison.
     *
     * @param ours what this node had
     */
    Reunion(Branch ours) {
        this.ours = ours;
    }

    /** Notes what this node, which recorded, has stored. */
    void rescued(Rescued what) {
        rescued = what;
    }

    RecorderRole role() {
        return ours.role();
    }

    /**
     * Compares; {@link Verdict#ONLY_HERE} is for the node that can bring it back.
     *
     * @return fails with a {@link NoRecorderException} as long as another node is to do so
     */
    Future<Verdict> compare(LogReader reader) {
        Comparison comparison = new Comparison();
        return reader.newest()
                .compose(newest -> reader.readBack(newest, comparison::goesOn))
                .compose(read -> {
                    commonEnd = comparison.commonEnd;
                    Verdict verdict = comparison.verdict();
                    if (verdict != Verdict.ONLY_HERE || rescued != null) {
                        return Future.succeededFuture(verdict);
                    }
                    return System.nanoTime() - begunNanos < WAIT_NANOS
                            ? Future.failedFuture(new NoRecorderException())
                            : Future.succeededFuture(Verdict.BOTH);
                });
    }

    /** Goes through the log as it is now, from its end. */
    private final class Comparison {
        private long theirEnd = -1;
        private long commonEnd = -1;

        boolean goesOn(byte[] bytes) {
            BatchCodec.Identity batch = BatchCodec.identify(bytes);
            theirEnd = Math.max(theirEnd, batch.lastSeq());
            if (ours.batches().contains(batch)) {
                commonEnd = batch.lastSeq();
            }
            return commonEnd < 0;
        }

        Verdict verdict() {
            if (theirEnd < 0 || (commonEnd >= 0 && ours.end() <= commonEnd)) {
                return Verdict.NOTHING_HERE;
            }
            return commonEnd >= 0 && theirEnd <= commonEnd ? Verdict.ONLY_HERE : Verdict.BOTH;
        }
    }

    /**
     * Appends what is behind the log's end, as this node recorded it.
     *
     * @param store with which this node may write, as {@code role}
     * @param follower has what is in the log; gets what is brought back
     * @return completes with false if something has come into the log in the meantime; fails with a
     *     {@link NoRecorderException} if this node records no more
     */
    Future<Boolean> bringBack(LogStore store, Follower follower, RecorderRole role) {
        Rescued there = rescued;
        if (there == null || follower.end() != commonEnd) {
            return Future.succeededFuture(false);
        }
        return append(there.batches().values().iterator(), store, follower, role)
                .compose(appended -> recordOn(there.recordedSince(), store))
                .map(recorded -> follower.end() >= ours.end());
    }

    private static Future<Void> append(Iterator<byte[]> batches, LogStore store, Follower follower, RecorderRole role) {
        while (batches.hasNext()) {
            Batch batch = BatchCodec.decode(batches.next());
            if (batch.firstSeq() == follower.end() + 1 && !batch.entries().isEmpty()) {
                byte[] bytes = BatchCodec.encode(batch.movedTo(role.term(), follower.nextNumber()));
                return store.append(follower.nextNumber(), bytes, role, store.member())
                        .compose(outcome -> {
                            if (outcome != LogStore.Outcome.STORED) {
                                return Future.failedFuture(new NoRecorderException());
                            }
                            follower.take(follower.nextNumber(), bytes, false);
                            return append(batches, store, follower, role);
                        });
            }
        }
        return Future.succeededFuture();
    }

    private static Future<Void> recordOn(Map<String, Long> since, LogStore store) {
        return store.recorded().compose(recorded -> Future.join(since.entrySet().stream()
                        .filter(entry -> !recorded.containsKey(entry.getKey()))
                        .map(entry -> store.startRecording(entry.getKey(), entry.getValue()))
                        .toList())
                .mapEmpty());
    }
}
