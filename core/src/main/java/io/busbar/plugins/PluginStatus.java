package io.busbar.plugins;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of a plugin of one bridge at one moment.
 *
 * @param name the plugin's name
 * @param version its version; {@code -} if it is not known
 * @param out whether its breaker is open
 * @param counts what the bridge counts of it, since it was started
 * @param metrics its own counters and gauges
 */
public record PluginStatus(
        String name, String version, boolean out, Map<String, Long> counts, Map<String, Long> metrics) {

    /** Returns this as JSON, under the names of this record's components. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("version", version)
                .put("out", out)
                .put("counts", new JsonObject(new LinkedHashMap<>(counts)))
                .put("metrics", new JsonObject(new TreeMap<>(metrics)));
    }
}
