package io.busbar.server.config;

import io.busbar.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Refuses limits of a single bridge, which an embedded bridge has: they would be ignored here. */
final class BridgeLimits {

    private BridgeLimits() {}

    static void refuse(JsonObject tree) {
        if (tree.getValue("bridges") instanceof JsonArray bridges) {
            for (int i = 0; i < bridges.size(); i++) {
                if (bridges.getValue(i) instanceof JsonObject bridge && bridge.containsKey("limits")) {
                    throw new ConfigException(
                            "bridges[" + i + "].limits", "limits are set once for the server, beside http and bridges");
                }
            }
        }
    }
}
