package io.busbar.intake;

import io.busbar.bus.BusMark;
import io.busbar.history.EventId;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.plugin.Event;
import io.busbar.window.Window;
import io.busbar.wire.EventData;
import io.vertx.core.Future;
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
            Vertx vertx, Intake intake, Log log, Window window, BusMark mark, boolean givesIds, long mostKeys) {
        this.vertx = vertx;
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
     * @return completes with the event's id, or with null if it was not recorded
     */
    public Future<@Nullable String> publish(Event event, @Nullable PublishKey key) {
        if (key == null) {
            return publishNow(event, null);
        }
        IdempotencyKey digest = IdempotencyKey.of(key.publisher(), key.text(), event, dataOf(event));
        return keys.once(digest, window.head() + 1, () -> publishNow(event, digest));
    }

    private Future<@Nullable String> publishNow(Event event, @Nullable IdempotencyKey key) {
        LogRecord record = intake.record(event, true, key);
        if (record == null) {
            return putOnBus(event, null);
        }
        return log.append(record).compose(seq -> putOnBus(event, seq));
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
