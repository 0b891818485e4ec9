package io.busbar.cluster.history;

import io.vertx.core.Future;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import org.jspecify.annotations.Nullable;

/** Reads a log to its end for the node that is to record it from there on. Confined to the hub's context. */
final class LogEnd {

    private static final Logger LOG = LoggerFactory.getLogger(LogEnd.class);

    private final LogStore store;
    private final LogReader reader;
    private final Following following;

    LogEnd(LogStore store, LogReader reader, Following following) {
        this.store = store;
        this.reader = reader;
        this.following = following;
    }

    /**
     * Reads what is there; the newest batch, if nobody has announced it, is made this recorder's own, so that it stays.
     *
     * @return completes with what has all of it; with null if there is nothing that can be read
     */
    Future<@Nullable Follower> read(RecorderRole own) {
        Follower followed = following.of(own.epoch());
        Future<@Nullable Follower> end = followed == null
                ? load(own)
                : readOn(followed, own).recover(cause -> isOfFormat(cause) ? load(own) : Future.failedFuture(cause));
        return end.recover(cause -> {
            if (isOfFormat(cause)) {
                LOG.warn("The log that this node is to record can't be read", cause);
                return Future.succeededFuture();
            }
            return Future.failedFuture(cause);
        });
    }

    private static boolean isOfFormat(Throwable cause) {
        return cause instanceof BatchFormatException;
    }

    private Future<@Nullable Follower> load(RecorderRole own) {
        return reader.newest()
                .compose(newest -> newest == 0
                        ? Future.succeededFuture()
                        : following.loadBefore(own.epoch(), newest).compose(loaded -> readOn(loaded, own)));
    }

    private Future<@Nullable Follower> readOn(Follower followed, RecorderRole own) {
        return reader.read(
                        followed.nextNumber(),
                        followed.lastMissing(),
                        (number, bytes) -> followed.take(number, bytes, false))
                .compose(read -> adopt(followed, own))
                .compose(adopted -> reader.newest())
                .compose(newest -> newest < followed.nextNumber()
                        ? Future.succeededFuture(followed)
                        // What this node has is from before all that is retained.
                        : load(own));
    }

    private Future<Void> adopt(Follower followed, RecorderRole own) {
        long number = followed.nextNumber();
        return store.read(number, number).compose(found -> {
            byte[] bytes = found.get(number);
            if (bytes == null) {
                return Future.succeededFuture();
            }
            byte[] adopted = BatchCodec.encode(BatchCodec.decode(bytes).withTerm(own.term()));
            return store.replace(number, bytes, adopted).compose(replaced -> {
                if (replaced) {
                    followed.take(number, adopted, false);
                }
                return adopt(followed, own);
            });
        });
    }
}
