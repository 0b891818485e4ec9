package io.busbar.intake;

import io.busbar.history.IdempotencyKey;
import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import io.vertx.core.json.EncodeException;

/**
 * An idempotency key as it was given.
 *
 * @param publisher whose key it is
 * @param text the key
 */
public record PublishKey(String publisher, String text) {

    /** Returns what the log keeps of it, for {@code event}. */
    public IdempotencyKey digest(Event event) {
        return IdempotencyKey.of(publisher, text, event, dataOf(event));
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
