package io.busbar.cluster.history;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Takes what this node has recorded out of the log's maps before it joins others, whose maps replace them. Hazelcast waits
 * for it, so it takes some seconds at most.
 */
final class Rescue {

    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);
    private static final long BEGIN_MILLIS = 5_000;
    private static final long READ_MILLIS = 3_000;

    private final LogStore store;
    private final CompletableFuture<@Nullable Wanted> wanted = new CompletableFuture<>();
    private volatile @Nullable Rescued result;

    /**
     * What is to be taken out.
     *
     * @param first the oldest batch; 0 if there is none
     * @param last the newest batch
     * @param recordedSince the addresses that are recorded, and since when
     */
    record Wanted(long first, long last, Map<String, Long> recordedSince) {}

    Rescue(LogStore store) {
        this.store = store;
    }

    /** Says what to take out; null if it is not this node that records. Any thread. */
    void begin(@Nullable Wanted what) {
        wanted.complete(what);
    }

    /** Takes it out. Blocks. */
    void await() {
        try {
            Wanted what = wanted.get(BEGIN_MILLIS, TimeUnit.MILLISECONDS);
            if (what != null) {
                NavigableMap<Long, byte[]> batches =
                        what.first() == 0 ? new TreeMap<>() : store.rescue(what.first(), what.last(), READ_MILLIS);
                result = new Rescued(batches, what.recordedSince());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("What only this node has recorded can't be rescued", e);
        }
    }

    /** Returns what was taken out; null if there is nothing, or it could not be. Any thread. */
    @Nullable Rescued result() {
        return result;
    }
}
