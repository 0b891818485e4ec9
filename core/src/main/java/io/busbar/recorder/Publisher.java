package io.busbar.recorder;

import io.busbar.bus.BusMark;
import io.busbar.draft.Draft;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.history.NoRecorderException;
import io.busbar.history.PublishedKeys;
import io.busbar.intake.Intake;
import io.busbar.pipeline.AwaitedPassage;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.OverloadedException;
import io.busbar.pipeline.Pipeline;
import io.busbar.plugin.Event;
import io.busbar.plugin.IdempotencyConflictException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records what applications and clients publish, and then puts it on the bus, in the order of the log. Confined to the
 * hub's context.
 */
final class Publisher {

    private final Vertx vertx;
    private final Pipeline pipeline;
    private final Intake intake;
    private final Log.Appender log;
    private final PublishedKeys keys;
    private final BusMark mark;

    /** What is published under a key, and has no outcome yet. */
    private final Map<String, Pending> pending = new HashMap<>();

    private boolean closed;

    private record Pending(String content, Future<@Nullable Long> outcome) {}

    /**
     * Creates a publisher.
     *
     * @param keys of what is in the log
     * @param mark for what goes to the bus
     */
    Publisher(Vertx vertx, Pipeline pipeline, Intake intake, Log.Appender log, PublishedKeys keys, BusMark mark) {
        this.vertx = vertx;
        this.pipeline = pipeline;
        this.intake = intake;
        this.log = log;
        this.keys = keys;
        this.mark = mark;
    }

    /**
     * Publishes {@code draft}, once if there is a key.
     *
     * @return completes with the event's number, or with that of the last of those that plugins made of it; with null if
     *     nothing was recorded. Fails with an {@link OverloadedException} if too many are on their way, with an
     *     {@link IdempotencyConflictException} if something else was published under the key, or with a
     *     {@link NoRecorderException} if another one is to be asked
     */
    Future<@Nullable Long> publish(Draft draft, @Nullable IdempotencyKey key) {
        if (closed) {
            return Future.failedFuture(new NoRecorderException());
        }
        if (key == null) {
            return publishNow(draft, null);
        }
        Pending before = pending.get(key.scope());
        if (before != null) {
            return before.content().equals(key.content()) ? before.outcome() : conflict();
        }
        PublishedKeys.Published published = keys.find(key);
        if (published != null) {
            return published.content().equals(key.content())
                    ? Future.succeededFuture(published.recorded() ? published.seq() : null)
                    : conflict();
        }
        Promise<@Nullable Long> outcome = Promise.promise();
        pending.put(key.scope(), new Pending(key.content(), outcome.future()));
        // What failed may be tried again.
        outcome.future().onComplete(done -> pending.remove(key.scope()));
        try {
            publishNow(draft, key).onComplete(outcome);
        } catch (Throwable e) {
            // Also an error: whoever repeats it under its key would wait for ever.
            outcome.tryFail(e);
        }
        return outcome.future();
    }

    /** Takes nothing new. */
    void close() {
        closed = true;
    }

    private static Future<@Nullable Long> conflict() {
        return Future.failedFuture(new IdempotencyConflictException());
    }

    private Future<@Nullable Long> publishNow(Draft draft, @Nullable IdempotencyKey key) {
        Publication publication = new Publication(draft, key);
        pipeline.take(draft.event(), publication);
        return publication.outcome.future();
    }

    /** One event on its way into the log and onto the bus. */
    private final class Publication extends AwaitedPassage {
        private final Draft draft;
        private final @Nullable IdempotencyKey key;
        private final Promise<@Nullable Long> outcome = Promise.promise();
        private Future<@Nullable Long> recorded = Future.succeededFuture();

        Publication(Draft draft, @Nullable IdempotencyKey key) {
            this.draft = draft;
            this.key = key;
        }

        @Override
        public void out(Event result, @Nullable Guard author) {
            if (intake.isReleased()) {
                recorded = Future.failedFuture(new NoRecorderException());
                return;
            }
            LogRecord record = intake.record(draft.as(result), true, key, author);
            if (record != null) {
                Future<Long> appended = log.append(record);
                recorded = recorded.compose(before -> appended);
            }
        }

        @Override
        public boolean isAwaited() {
            return true;
        }

        @Override
        protected void done(boolean someLost) {
            if (someLost) {
                outcome.tryFail(new OverloadedException());
            } else {
                recorded.compose(seq -> remember(seq, key))
                        .compose(seq -> putOnBus(draft.event(), seq))
                        .onComplete(outcome);
            }
        }
    }

    /** What the chain dropped is not to be put on the bus again when it comes again. */
    private Future<@Nullable Long> remember(@Nullable Long seq, @Nullable IdempotencyKey key) {
        return seq != null || key == null
                ? Future.succeededFuture(seq)
                : log.append(key).mapEmpty();
    }

    private Future<@Nullable Long> putOnBus(Event event, @Nullable Long seq) {
        DeliveryOptions options = new DeliveryOptions();
        event.headers().forEach(options::addHeader);
        options.addHeader(BusMark.HEADER, mark.on(event.address()));
        try {
            vertx.eventBus().publish(event.address(), event.body(), options);
        } catch (RuntimeException e) {
            // The bus has no codec for the body.
            return Future.failedFuture(e);
        }
        return Future.succeededFuture(seq);
    }
}
