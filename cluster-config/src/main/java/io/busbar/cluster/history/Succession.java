package io.busbar.cluster.history;

import io.busbar.history.EventId;
import io.busbar.history.Log;
import io.busbar.history.NoRecorderException;
import io.busbar.history.SharedLogSettings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who records the log. Takes the role when it is free, follows whoever else has it, and takes no part while this node sees too
 * few others, or has to find out what happened while it was apart from them. Confined to the hub's context, but for what says
 * otherwise.
 */
final class Succession implements Membership.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);
    private static final long RETRY_MILLIS = 200;

    /** After so long without a word of the recorder the role is looked at again. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** After so long a recorder that is a member, and does not answer, has lost the role: it may have no such bridge any more. */
    private static final long DESERTION_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** So long a node that has handed the role over leaves it to others before it takes it back. */
    private static final long RELUCTANCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final ContextInternal context;
    private final SharedLogSettings settings;
    private final String self;
    private final LogStore store;
    private final LogReader reader;
    private final LogEnd logEnd;
    private final Log.Node node;
    private final Following following;
    private final Membership membership;
    private final Link link;
    private final Separation separation;
    private final Listener listener;

    private volatile @Nullable RecorderRole role;
    private @Nullable Tenure tenure;
    private Future<Void> settled = Future.succeededFuture();
    private boolean unsettled;

    /** Whether what is being settled is about a time that is over. */
    private boolean stale;

    private boolean detached;
    private boolean handedOver;
    private boolean closed;
    private long heardNanos = System.nanoTime();
    private long lookedNanos = System.nanoTime();
    private long freeNanos;

    /** Is told what has changed. */
    interface Listener {

        /** There is a recorder, of which this node knows all that it has to. */
        void found();

        /** Whoever recorded does so no more; what it was asked is to be asked of the next one. */
        void lost();

        /** This node takes no part until {@link #found}. */
        void detached();
    }

    Succession(
            ContextInternal context,
            SharedLogSettings settings,
            String self,
            LogStore store,
            Log.Node node,
            Membership membership,
            Link link,
            Listener listener) {
        this.context = context;
        this.settings = settings;
        this.self = self;
        this.store = store;
        this.reader = new LogReader(store);
        this.node = node;
        this.following = new Following(context, settings, store, reader, node, link, this::settle);
        this.logEnd = new LogEnd(store, reader, following);
        this.membership = membership;
        this.link = link;
        this.separation = new Separation(context, settings, store);
        this.listener = listener;
    }

    // ---- what there is ----

    /** Returns the node that records; null if nobody is known to. Any thread. */
    @Nullable String recorder() {
        RecorderRole known = role;
        return known == null || known.isVacant() ? null : known.node();
    }

    /** Returns whether the recorder is known, and a member. */
    boolean isRecorderPresent() {
        String recorder = recorder();
        return recorder != null && membership.contains(recorder);
    }

    /** Returns this node's time as the recorder; null while it is none. */
    @Nullable Tenure tenure() {
        return tenure;
    }

    /** Returns whether this node takes no part. */
    boolean isDetached() {
        return detached;
    }

    /** Returns what this node has of the log. */
    Following following() {
        return following;
    }

    // ---- what happens ----

    @Override
    public void came() {
        if (detached) {
            settle();
        }
    }

    @Override
    public void left(@Nullable String gone) {
        Tenure now = tenure;
        RecorderRole known = role;
        if (!membership.isSufficient()) {
            loseTouch();
        } else if (gone != null && now != null) {
            now.holds().releaseAll(gone);
        } else if (gone != null && (known == null || known.node().equals(gone))) {
            listener.lost();
            settle();
        }
    }

    @Override
    public void merges() {
        // While this is called, this node still sees the others of its part.
        RecorderRole led = isRecorderPresent() ? role : null;
        separation.merge(() -> leavePart(led));
    }

    /** Takes no part from now on. Returns what to rescue of this node's part, which {@code led} recorded; null for nothing. */
    private Rescue.@Nullable Wanted leavePart(@Nullable RecorderRole led) {
        if (closed || detached) {
            return null;
        }
        Rescue.Wanted wanted = null;
        if (led != null && led.equals(role)) {
            Follower followed = following.of(led.epoch());
            wanted = followed == null ? null : separation.keep(led, followed, tenure);
        }
        detach();
        return wanted;
    }

    @Override
    public void rejoined() {
        separation.merged();
        if (!closed) {
            LOG.warn("The log of bridge " + settings.bridge() + " is followed anew");
            loseTouch();
        }
    }

    private void loseTouch() {
        detach();
        settle();
    }

    /** What this node knows of the log may not be so, or not for long: whoever reads or publishes is to turn to another. */
    private void detach() {
        detached = true;
        stale = !settled.isComplete();
        role = null;
        following.stop();
        endTenure();
        listener.detached();
    }

    /** Takes notice of who announces something; returns whether that is the recorder. */
    boolean hears(RecorderRole told) {
        boolean isOfUs = told.isVacant() || membership.contains(told.node());
        RecorderRole known = role;
        if (closed
                || separation.isMerging()
                || detached
                || !isOfUs
                || told.node().equals(self)) {
            return false;
        }
        if (known != null && told.term() < known.term()) {
            return false;
        }
        if (tenure != null) {
            // The maps decide: the other may be of a part of the cluster that is about to give way.
            settle();
            return false;
        }
        heardNanos = System.nanoTime();
        if (!told.equals(known)) {
            role = told;
            listener.lost();
            settle();
        }
        return true;
    }

    /** To be called now and then: finds out who records if nothing was heard for long. */
    void lookAgainIfSilent() {
        long now = System.nanoTime();
        if (tenure == null && now - heardNanos > SILENCE_NANOS && now - lookedNanos > SILENCE_NANOS) {
            lookedNanos = now;
            settle();
        }
    }

    // ---- who is to record ----

    /** Finds out who records, and takes the role if it is free; goes on trying until there is a recorder. */
    void settle() {
        if (!settled.isComplete()) {
            unsettled = true;
            return;
        }
        if (closed || separation.isMerging()) {
            return;
        }
        boolean isSufficient = membership.isSufficient();
        if (stale || (!isSufficient && !detached)) {
            detach();
        }
        if (!isSufficient) {
            return;
        }
        unsettled = false;
        Promise<Void> done = Promise.promise();
        settled = done.future();
        store.role().compose(this::settle).onComplete(outcome -> {
            done.complete();
            if (outcome.failed()) {
                LOG.debug("Bridge " + settings.bridge() + " has no recorder yet", outcome.cause());
                context.setTimer(RETRY_MILLIS, id -> settle());
            } else if (unsettled || stale) {
                settle();
            }
        });
    }

    private Future<Void> settle(@Nullable RecorderRole found) {
        if (found == null) {
            return beginLog(null);
        }
        if (tenure != null && found.equals(tenure.writer().role())) {
            return Future.succeededFuture();
        }
        return separation.isToBringBack(found, reader).compose(isTo -> isTo ? take(found) : takeOrFollow(found));
    }

    private Future<Void> takeOrFollow(RecorderRole found) {
        boolean isOwn = found.node().equals(self);
        if (!isOwn && !found.isVacant() && membership.contains(found.node()) && !hasDeserted(found)) {
            return follow(found);
        }
        if (handedOver) {
            if (isOwn) {
                return store.changeRole(found, found.vacated())
                        .compose(changed -> Future.failedFuture(new NoRecorderException()));
            }
            long now = System.nanoTime();
            freeNanos = freeNanos == 0 ? now : freeNanos;
            if (now - freeNanos < RELUCTANCE_NANOS) {
                return Future.failedFuture(new NoRecorderException());
            }
        }
        return take(found);
    }

    private boolean hasDeserted(RecorderRole found) {
        return found.equals(role) && System.nanoTime() - heardNanos > DESERTION_NANOS;
    }

    /** Takes the role after {@code found}, unless another node is faster. */
    private Future<Void> take(RecorderRole found) {
        RecorderRole next = next(found);
        // One that is lost may go on unseen.
        RecorderRole own = found.isVacant() ? next : next.withEpoch(EventId.newBranch(found.epoch()));
        return change(found, own, () -> succeed(own));
    }

    private RecorderRole next(RecorderRole found) {
        return found.passedTo(self, separation.term());
    }

    /** Begins a log in which there is nothing yet. */
    private Future<Void> beginLog(@Nullable RecorderRole found) {
        RecorderRole own = found == null
                ? new RecorderRole(1, self, EventId.newEpoch())
                : next(found).withEpoch(EventId.newEpoch());
        if (found != null) {
            LOG.warn("The log of bridge " + settings.bridge() + " begins anew");
        }
        return change(found, own, () -> {
            separation.forget();
            return store.clear().compose(cleared -> {
                following.begin(own.epoch(), 1, 0);
                return record(own, true);
            });
        });
    }

    private Future<Void> change(@Nullable RecorderRole from, RecorderRole own, Supplier<Future<Void>> then) {
        endTenure();
        return store.changeRole(from, own).compose(changed -> {
            if (changed) {
                return closed ? Future.failedFuture(new NoRecorderException()) : then.get();
            }
            // Another one was faster.
            unsettled = true;
            return Future.succeededFuture();
        });
    }

    /** Goes on where the recorder before has ended. */
    private Future<Void> succeed(RecorderRole own) {
        return logEnd.read(own)
                .compose(read -> read == null
                        ? beginLog(own)
                        : separation.bringBack(read, own).compose(done -> record(own, false)));
    }

    private Future<Void> record(RecorderRole own, boolean isFirst) {
        return store.recorded().compose(recorded -> {
            Follower followed = following.of(own.epoch());
            if (closed || stale || followed == null) {
                return Future.failedFuture(new NoRecorderException());
            }
            Writer writer = new Writer(context, store, own, followed, recorded, new Written(own));
            Tenure begun = new Tenure(writer, node.record(writer));
            role = own;
            tenure = begun;
            return begun.begin(context, recorded.keySet(), isFirst)
                    .onSuccess(began -> {
                        LOG.info("This node records bridge " + settings.bridge() + " (term " + own.term() + ")");
                        handedOver = false;
                        recorderIsFound();
                    })
                    .onFailure(cause -> endTenure());
        });
    }

    private final class Written implements Writer.Listener {
        private final RecorderRole own;

        Written(RecorderRole own) {
            this.own = own;
        }

        @Override
        public void stored(long number, byte[] batch) {
            link.announce(new Link.Announcement(own, number, Buffer.buffer(batch)));
        }

        @Override
        public void deposed() {
            LOG.warn("This node does not record bridge " + settings.bridge() + " any more");
            endTenure();
            settle();
        }
    }

    private void endTenure() {
        Tenure ending = tenure;
        if (ending != null) {
            tenure = null;
            ending.end();
            listener.lost();
        }
    }

    private Future<Void> follow(RecorderRole found) {
        endTenure();
        if (!found.equals(role)) {
            heardNanos = System.nanoTime();
        }
        role = found;
        return link.head(found.node()).compose(head -> {
            Future<?> caughtUp = following.of(found.epoch()) != null
                    ? Future.succeededFuture()
                    : following.load(found.epoch(), head.number(), head.end());
            return caughtUp.compose(done -> following.askForLastValues(found.node()))
                    .map(done -> {
                        heardNanos = System.nanoTime();
                        following.readTo(head.number());
                        recorderIsFound();
                        return null;
                    });
        });
    }

    private void recorderIsFound() {
        if (!stale) {
            detached = false;
            freeNanos = 0;
            listener.found();
        }
    }

    // ---- the end ----

    /** Lets another node record; takes the role back only if none does. */
    Future<Void> handOver() {
        handedOver = true;
        return settled.compose(done -> {
            // It may have just taken the role.
            handedOver = true;
            return resign();
        });
    }

    /** Takes part no more; completes when another node can record. */
    Future<Void> close() {
        closed = true;
        return settled.compose(done -> resign());
    }

    /** Stops to consume, stores what came until then, and lets another one record. */
    private Future<Void> resign() {
        Tenure ending = tenure;
        Future<Void> ended = ending == null
                ? Future.succeededFuture()
                : ending.drain(context).andThen(drained -> {
                    if (ending.equals(tenure)) {
                        endTenure();
                    }
                });
        return ended.compose(done -> store.role()).compose(found -> {
            if (found == null || tenure != null || !found.node().equals(self)) {
                return Future.succeededFuture();
            }
            return store.changeRole(found, found.vacated())
                    .onSuccess(changed -> announceEnd(found.vacated()))
                    .mapEmpty();
        });
    }

    private void announceEnd(RecorderRole vacated) {
        Follower followed = following.of(vacated.epoch());
        if (followed != null) {
            link.announce(new Link.Announcement(vacated, followed.nextNumber() - 1, Buffer.buffer()));
        }
    }
}
