package io.busbar.testkit;

import io.vertx.core.json.JsonObject;

/**
 * An event as a browser would dispatch it.
 *
 * @param type the name that its listeners listen for; {@code message} if it was not named
 * @param data the text
 * @param id the last event id at that moment; empty if there was none
 */
public record SseEvent(String type, String data, String id) {

    /** The type of an event that was not named. */
    public static final String MESSAGE = "message";

    /**
     * Returns the data as a JSON object.
     *
     * @throws io.vertx.core.json.DecodeException if it is none
     */
    public JsonObject json() {
        return new JsonObject(data);
    }

    /** Returns type and data on one line, for the messages of failures. */
    @Override
    public String toString() {
        return (type.equals(MESSAGE) ? "" : type + ": ") + "\"" + data + "\"" + (id.isEmpty() ? "" : " (" + id + ")");
    }
}
