package io.busbar.intake;

import io.busbar.bus.BusMark;
import io.busbar.history.EventId;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.pipeline.AwaitedPassage;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.OverloadedException;
import io.busbar.pipeline.Pipeline;
import io.busbar.plugin.Event;
import io.busbar.window.Window;
import io.busbar.wire.EventData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.EncodeException;
import org.jspecify.annotations.Nullable;

/**
 * Records what applications and clients publish, and then puts it on the bus, in the order of the log. Confined to the
 * hub's context.
 */
public final class Publisher {

    private final Vertx vertx;
    private final Pipeline pipeline;
    private final Intake intake;
    private final Log log;
    private final Window window;
    private final BusMark mark;
    private final boolean givesIds;
    private final IdempotencyKeys keys;

    /**
     * Creates a publisher.
     *
     * @param mark for what goes to the bus
     * @param givesIds whether there is a history
     * @param mostKeys of how many idempotency keys to know the outcome
     */
    public Publisher(
            Vertx vertx,
            Pipeline pipeline,
            Intake intake,
            Log log,
            Window window,
            BusMark mark,
            boolean givesIds,
            long mostKeys) {
        this.vertx = vertx;
        this.pipeline = pipeline;
        this.intake = intake;
        this.log = log;
        this.window = window;
        this.mark = mark;
        this.givesIds = givesIds;
        this.keys = new IdempotencyKeys(mostKeys);
    }

    /** Forgets the keys of entries up to {@code seq}. */
    public void forgetTo(long seq) {
        keys.forgetTo(seq);
    }

    /**
     * Publishes {@code event}, once if there is a key.
     *
     * @return completes with the event's id, or with that of the last of those that plugins made of it; with null if
     *     nothing was recorded. Fails with an {@link OverloadedException} if too many are on their way
     */
    public Future<@Nullable String> publish(Event event, @Nullable PublishKey key) {
        if (key == null) {
            return publishNow(event, null);
        }
        IdempotencyKey digest = IdempotencyKey.of(key.publisher(), key.text(), event, dataOf(event));
        return keys.once(digest, window::head, () -> publishNow(event, digest));
    }

    private Future<@Nullable String> publishNow(Event event, @Nullable IdempotencyKey key) {
        Publication publication = new Publication(event, key);
        pipeline.take(event, publication);
        return publication.outcome.future();
    }

    /** One event on its way into the log and onto the bus. */
    private final class Publication extends AwaitedPassage {
        private final Event event;
        private final @Nullable IdempotencyKey key;
        private final Promise<@Nullable String> outcome = Promise.promise();
        private Future<@Nullable Long> recorded = Future.succeededFuture();

        Publication(Event event, @Nullable IdempotencyKey key) {
            this.event = event;
            this.key = key;
        }

        @Override
        public void out(Event result, @Nullable Guard author) {
            LogRecord record = intake.record(result, true, key, author);
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
                recorded.compose(seq -> putOnBus(event, seq)).onComplete(outcome);
            }
        }
    }

    private Future<@Nullable String> putOnBus(Event event, @Nullable Long seq) {
        DeliveryOptions options = new DeliveryOptions();
        event.headers().forEach(options::addHeader);
        options.addHeader(BusMark.HEADER, mark.on(event.address()));
        try {
            vertx.eventBus().publish(event.address(), event.body(), options);
        } catch (RuntimeException e) {
            // The bus has no codec for the body.
            return Future.failedFuture(e);
        }
        return Future.succeededFuture(seq == null || !givesIds ? null : new EventId(log.epoch(), seq).toString());
    }

    private static String dataOf(Event event) {
        try {
            String data = EventData.of(event.body());
            return data == null ? String.valueOf(event.body()) : data;
        } catch (EncodeException e) {
            return String.valueOf(event.body());
        }
    }
}
