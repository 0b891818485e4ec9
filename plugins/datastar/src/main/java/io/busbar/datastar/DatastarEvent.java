package io.busbar.datastar;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that a Datastar page does when it reads it from a stream. Immutable; {@link Datastar} makes them.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md#serversenteventgeneratorsend">send, in the
 *     SDK specification</a>
 */
public sealed interface DatastarEvent permits PatchElements, PatchSignals, ExecuteScript {

    /** Returns the name of the event: {@code datastar-patch-elements} or {@code datastar-patch-signals}. */
    String type();

    /** Returns the data of the event: one or more lines, parted by LF, of a key, a space, and a value. */
    String data();

    /** Returns the event's id, or null if it has none. */
    @Nullable String id();

    /** Returns how long the client is to wait before it reconnects, from now on; null to leave that as it is. */
    @Nullable Duration retry();

    /**
     * Returns this event with an id, which the client sends as {@code Last-Event-ID} when it reconnects. What goes over a
     * bridge gets the bridge's ids instead.
     *
     * @throws IllegalArgumentException if it holds a CR, LF or NUL
     */
    DatastarEvent id(String id);

    /**
     * Returns this event with a time that the client is to wait before it reconnects, in whole milliseconds. A second, the
     * default of clients, is not written, as the specification demands. A bridge has its own.
     *
     * @throws IllegalArgumentException if it is negative
     */
    DatastarEvent retry(Duration retry);

    /**
     * Returns this event as a body for the event bus, which a bridge with {@code format: datastar} makes this event of:
     * JSON without id and reconnection time.
     */
    JsonObject toJson();

    /** Returns the whole event as it is written to a stream, with the empty line that ends it. */
    String encode();
}
