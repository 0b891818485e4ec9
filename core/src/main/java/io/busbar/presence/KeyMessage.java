package io.busbar.presence;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What one bridge tells the others of its name.
 *
 * @param node the id of its node
 * @param instance itself: another one on that node, later, is another instance. In their order, the eldest is first
 * @param number of its changes so far
 * @param key what it begins, or ceases, to want with that change; null if there was none
 * @param wanted whether it begins
 * @param gone whether it is there no longer
 */
record KeyMessage(
        String node, String instance, long number, @Nullable String key, boolean wanted, boolean gone) {

    /** Reads what {@link #toJson} made. */
    static KeyMessage of(JsonObject json) {
        return new KeyMessage(
                json.getString("node"),
                json.getString("instance"),
                json.getLong("number"),
                json.getString("key"),
                json.getBoolean("wanted"),
                json.getBoolean("gone"));
    }

    /** Returns this as JSON, under the names of this record's components. */
    JsonObject toJson() {
        return new JsonObject()
                .put("node", node)
                .put("instance", instance)
                .put("number", number)
                .put("key", key)
                .put("wanted", wanted)
                .put("gone", gone);
    }
}
