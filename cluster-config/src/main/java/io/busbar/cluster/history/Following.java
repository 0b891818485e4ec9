package io.busbar.cluster.history;

import io.busbar.history.EventId;
import io.busbar.history.Log;
import io.busbar.history.NoRecorderException;
import io.busbar.history.SharedLogSettings;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What this node has of the log: begins with what is retained, takes what is announced, and reads what it has missed.
 * Confined to the hub's context.
 */
final class Following {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    private static final long RETRY_MILLIS = 200;

    private final ContextInternal context;
    private final SharedLogSettings settings;
    private final LogStore store;
    private final LogReader reader;
    private final Log.Node node;
    private final Link link;
    private final Runnable onLoss;
    private @Nullable Follower follower;
    private boolean reading;

    /**
     * Creates one that follows nothing.
     *
     * @param onLoss called when the log can't be read on, and nothing is followed any more
     */
    Following(
            ContextInternal context,
            SharedLogSettings settings,
            LogStore store,
            LogReader reader,
            Log.Node node,
            Link link,
            Runnable onLoss) {
        this.context = context;
        this.settings = settings;
        this.store = store;
        this.reader = reader;
        this.node = node;
        this.link = link;
        this.onLoss = onLoss;
    }

    /** Returns what follows the log; null if nothing is followed. */
    @Nullable Follower now() {
        return follower;
    }

    /** Returns what follows the log of which {@code epoch} is a branch; null if that is not followed. */
    @Nullable Follower of(String epoch) {
        return follower != null && follower.lineage().isOfThisLog(epoch) ? follower : null;
    }

    /** Begins to follow a log behind batch {@code nextNumber - 1}, which ends with entry {@code end}. */
    Follower begin(String epoch, long nextNumber, long end) {
        Retained retained = new Retained(settings.events(), settings.bytes(), settings.ageMillis());
        Follower next = new Follower(epoch, node.follow(epoch, end), retained, nextNumber, end + 1);
        follower = next;
        return next;
    }

    /** Begins to follow with all that is retained up to batch {@code last}; if that is not there, behind it. */
    Future<Follower> load(String epoch, long last, long end) {
        return reader.oldestBefore(last)
                .compose(oldest -> oldest > last
                        ? Future.succeededFuture(begin(epoch, last + 1, end))
                        : loadFrom(epoch, oldest, last));
    }

    /** As {@link #load(String, long, long)}, up to the batch before {@code newest}, which is there. */
    Future<Follower> loadBefore(String epoch, long newest) {
        return store.read(newest, newest).compose(found -> {
            byte[] bytes = found.get(newest);
            return bytes == null
                    ? Future.failedFuture(new NoRecorderException())
                    : load(epoch, newest - 1, BatchCodec.decode(bytes).firstSeq() - 1);
        });
    }

    private Future<Follower> loadFrom(String epoch, long oldest, long last) {
        return reader.readOldest(oldest, last).compose(found -> {
            if (found.isEmpty()) {
                return Future.failedFuture(new NoRecorderException());
            }
            Batch first = BatchCodec.decode(found.firstEntry().getValue());
            if (!EventId.logOf(first.epoch()).equals(EventId.logOf(epoch))) {
                return Future.failedFuture(new BatchFormatException("batch " + first.number() + " is of another log"));
            }
            Follower next = begin(first.epoch(), first.number(), first.firstSeq() - 1);
            found.forEach((number, bytes) -> next.take(number, bytes, false));
            return reader.read(next.nextNumber(), last, (number, bytes) -> next.take(number, bytes, false))
                    .compose(read -> read > last
                            ? Future.succeededFuture(next)
                            : Future.failedFuture(new NoRecorderException()));
        });
    }

    /** Has {@code recorder} tell the last values from before what is retained, if they are not told yet. */
    Future<Void> askForLastValues(String recorder) {
        Follower asking = follower;
        if (asking == null || asking.lastValuesTo() >= asking.firstSeq() - 1) {
            return Future.succeededFuture();
        }
        return link.lastValues(recorder, asking.lastValuesTo(), asking.firstSeq())
                .compose(values -> {
                    if (asking.equals(follower)) {
                        asking.tellLastValues(values);
                    }
                    return askForLastValues(recorder);
                });
    }

    /** Takes what the recorder has announced. */
    void take(Link.Announcement announcement) {
        Follower following = of(announcement.role().epoch());
        if (following == null) {
            return;
        }
        try {
            if (announcement.batch().length() > 0) {
                following.take(announcement.number(), announcement.batch().getBytes(), true);
            }
        } catch (BatchFormatException e) {
            lose("A part of the log of bridge " + settings.bridge() + " does not fit; it is read anew", e);
            return;
        }
        readTo(announcement.number());
    }

    /** Reads what is missing up to batch {@code number}, which is in the log for good. */
    void readTo(long number) {
        if (follower != null) {
            follower.announce(number);
            readMissing(follower);
        }
    }

    private void readMissing(Follower following) {
        if (reading || !following.equals(follower) || following.lastMissing() < following.nextNumber()) {
            return;
        }
        reading = true;
        long last = following.lastMissing();
        reader.read(following.nextNumber(), last, (number, bytes) -> following.take(number, bytes, false))
                .onComplete(done -> {
                    reading = false;
                    if (!following.equals(follower)) {
                        if (follower != null) {
                            readMissing(follower);
                        }
                    } else if (done.failed() && !(done.cause() instanceof BatchFormatException)) {
                        context.setTimer(RETRY_MILLIS, id -> readMissing(following));
                    } else if (done.failed() || following.nextNumber() <= last) {
                        lose(
                                "A part of the log of bridge " + settings.bridge() + " is gone; it is read anew",
                                done.cause());
                    } else {
                        readMissing(following);
                    }
                });
    }

    private void lose(String what, @Nullable Throwable cause) {
        LOG.warn(what, cause);
        follower = null;
        onLoss.run();
    }

    /** Follows nothing any more, and sends whoever reads away. */
    void stop() {
        follower = null;
        node.unfollow();
    }
}
