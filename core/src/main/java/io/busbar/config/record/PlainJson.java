package io.busbar.config.record;

import io.busbar.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Makes copies of what an application hands over as JSON, that nobody else has, and that are JSON. */
final class PlainJson {

    private PlainJson() {}

    /**
     * Returns a copy with nothing but objects, lists, text, numbers, booleans and nulls in it, however deep. What Vert.x
     * writes as text ({@code Instant}, {@code Buffer}, {@code byte[]}, enums) is text.
     *
     * @throws ConfigException if there is anything else in it
     */
    static JsonObject copy(JsonObject json) {
        return copy("", json);
    }

    private static JsonObject copy(String path, JsonObject json) {
        JsonObject copy = new JsonObject();
        for (String name : json.fieldNames()) {
            copy.put(name, value(Faults.key(path, name), json.getValue(name)));
        }
        return copy;
    }

    private static JsonArray copy(String path, JsonArray list) {
        JsonArray copy = new JsonArray();
        for (int i = 0; i < list.size(); i++) {
            copy.add(value(Faults.index(path, i), list.getValue(i)));
        }
        return copy;
    }

    private static @Nullable Object value(String path, @Nullable Object value) {
        if (value instanceof JsonObject object) {
            return copy(path, object);
        }
        if (value instanceof JsonArray list) {
            return copy(path, list);
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        throw new ConfigException(path, "must be JSON: " + value.getClass().getName());
    }
}
