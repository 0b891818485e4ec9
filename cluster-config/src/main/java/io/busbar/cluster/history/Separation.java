package io.busbar.cluster.history;

import io.busbar.history.SharedLogSettings;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node has of a time in which it was apart from others: kept when it joins them, whose maps replace its own, until it
 * is clear what becomes of it. Confined to the hub's context, but for what says otherwise.
 */
final class Separation {

    private static final Logger LOG = LoggerFactory.getLogger(Separation.class);

    private final ContextInternal context;
    private final SharedLogSettings settings;
    private final LogStore store;
    private @Nullable Reunion reunion;
    private volatile boolean merging;

    Separation(ContextInternal context, SharedLogSettings settings, LogStore store) {
        this.context = context;
        this.settings = settings;
        this.store = store;
    }

    // ---- as it ends ----

    /**
     * This node is about to join others. Takes out of the maps what {@code keep}, which is called on the hub's context, returns;
     * nothing for null. Blocks until that is done, on any other thread.
     */
    void merge(Supplier<Rescue.@Nullable Wanted> keep) {
        merging = true;
        Rescue rescue = new Rescue(store);
        context.runOnContext(run -> rescue.begin(keep.get()));
        rescue.await();
        Rescued rescued = rescue.result();
        context.runOnContext(run -> {
            if (reunion != null && rescued != null) {
                reunion.rescued(rescued);
            }
        });
    }

    /** Keeps what this node knows of the log of its part. Returns what to rescue; null if it is not for this node to do so. */
    Rescue.@Nullable Wanted keep(RecorderRole recorder, Follower followed, @Nullable Tenure tenure) {
        reunion = new Reunion(followed.branch(recorder));
        return tenure == null
                ? null
                : new Rescue.Wanted(
                        followed.oldest(),
                        followed.nextNumber() - 1,
                        tenure.writer().recordedSince());
    }

    /** This node has joined them, or could not. */
    void merged() {
        merging = false;
    }

    /** Returns whether this node is about to join others: what it learns until it has joined them does not count. */
    boolean isMerging() {
        return merging;
    }

    // ---- what becomes of it ----

    /** Returns the last term of the part in which this node was; 0 if nothing is kept. */
    long term() {
        return reunion == null ? 0 : reunion.role().term();
    }

    /**
     * Completes with whether it is for this node to go on with the log, since it alone has something to bring back; what it
     * need not keep for that is let go.
     *
     * @param found the recorder's role as the others have it
     * @return fails with a {@link io.busbar.history.NoRecorderException} as long as another node is to do so
     */
    Future<Boolean> isToBringBack(RecorderRole found, LogReader reader) {
        Reunion open = reunion;
        if (open == null || !found.isOfSameLog(open.role())) {
            reunion = null;
            return Future.succeededFuture(false);
        }
        return open.compare(reader).map(verdict -> {
            if (verdict == Reunion.Verdict.ONLY_HERE) {
                return true;
            }
            reunion = null;
            if (verdict == Reunion.Verdict.BOTH) {
                tellOfLoss();
            }
            return false;
        });
    }

    /** Appends what is kept, as recorder {@code own}, to the log that {@code followed} has; fails if this node records no more. */
    Future<Void> bringBack(Follower followed, RecorderRole own) {
        Reunion open = reunion;
        if (open == null) {
            return Future.succeededFuture();
        }
        return open.bringBack(store, followed, own).map(isBack -> {
            reunion = null;
            if (isBack) {
                LOG.info("What this node has recorded of bridge " + settings.bridge()
                        + " while it was apart from others is in the log");
            } else {
                tellOfLoss();
            }
            return null;
        });
    }

    /** Lets go of what is kept: the log to which it belongs is no more. */
    void forget() {
        reunion = null;
    }

    private void tellOfLoss() {
        LOG.warn(
                "What this node has of bridge " + settings.bridge()
                        + " from the time in which it was apart from others gives way to theirs; whoever has read it is told so");
    }
}
