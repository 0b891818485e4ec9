package io.busbar.presence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one bridge answers to another of its name that has missed something.
 *
 * @param instance itself, as in {@link KeyMessage}
 * @param number of its changes so far
 * @param keys all that its node wants
 * @param untold keys that nobody wants any more, as far as it knows, and of which that may not have been told, with the
 *     nanoseconds until that is due
 */
record KeyState(String instance, long number, List<String> keys, Map<String, Long> untold) {

    /** Reads what {@link #toJson} made. */
    static KeyState of(JsonObject json) {
        return new KeyState(
                json.getString("instance"),
                json.getLong("number"),
                json.getJsonArray("keys").stream().map(String.class::cast).toList(),
                nanos(json.getJsonObject("untold")));
    }

    private static Map<String, Long> nanos(JsonObject json) {
        Map<String, Long> nanos = new HashMap<>();
        json.forEach(each -> nanos.put(each.getKey(), json.getLong(each.getKey())));
        return nanos;
    }

    /** Returns this as JSON, under the names of this record's components. */
    JsonObject toJson() {
        return new JsonObject()
                .put("instance", instance)
                .put("number", number)
                .put("keys", new JsonArray(keys))
                .put("untold", new JsonObject(new HashMap<String, Object>(untold)));
    }
}
