package io.busbar.history;

import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the log, with all that is needed to serve it from there. Immutable.
 *
 * @param event the event
 * @param seenByPatterns whether subscriptions to patterns get it, and not only those to its very address
 * @param frame the event's frame without the id, on the heap; not to be changed, and read by index only
 * @param key the idempotency key under which it was published, or null
 * @param kind whether it is an event
 */
public record LogRecord(
        Event event,
        boolean seenByPatterns,
        ByteBuf frame,
        @Nullable IdempotencyKey key,
        Kind kind) {

    /** What a record says. */
    public enum Kind {
        /** That there is an event. */
        EVENT,
        /** That some events on its address were lost. */
        GAP,
        /** That nobody recorded for a while, so that events on any address may have been lost; its own means nothing. */
        OUTAGE
    }
}
