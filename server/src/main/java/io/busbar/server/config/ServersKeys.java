package io.busbar.server.config;

import io.busbar.config.ConfigException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Refuses keys of a single bridge that an embedded bridge has, and the server once for all: they would be ignored here. */
final class ServersKeys {

    private ServersKeys() {}

    static void refuse(JsonObject tree) {
        refuse(tree, "limits", "limits are set once for the server, beside http and bridges");
        refuse(tree, "publishTimeout", "is publish.timeout here, once for the server");
    }

    private static void refuse(JsonObject tree, String key, String fault) {
        if (tree.getValue("bridges") instanceof JsonArray bridges) {
            for (int i = 0; i < bridges.size(); i++) {
                if (bridges.getValue(i) instanceof JsonObject bridge && bridge.containsKey(key)) {
                    throw new ConfigException("bridges[" + i + "]." + key, fault);
                }
            }
        }
    }
}
