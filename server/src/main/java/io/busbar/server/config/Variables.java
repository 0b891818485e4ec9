package io.busbar.server.config;

import io.busbar.cluster.BusTlsOptions;
import io.busbar.config.ConfigMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment variables that override keys: {@code BUSBAR_LIMITS_CONNECTIONS_PER_IP} and the like. */
final class Variables {

    /** What all of them start with. */
    static final String PREFIX = "BUSBAR_";

    private static final List<String> SECTIONS = List.of(
            "http", "management", "cluster", "cluster.eventBus", "cluster.eventBus.tls", "drain", "publish", "limits");
    private static final Map<String, Key> ALL = all();

    private Variables() {}

    /** A key that can be overridden. {@code kind} is a value of the type that it takes. */
    record Key(String section, String name, Object kind) {

        String path() {
            return section + "." + name;
        }

        /** Returns {@code text} as the key's type if it looks like one; binding refuses what does not. */
        Object value(String text) {
            if (kind instanceof Boolean && (text.equals("true") || text.equals("false"))) {
                return Boolean.valueOf(text);
            }
            if (kind instanceof JsonArray) {
                return new JsonArray(Arrays.asList(text.split("\\s*,\\s*", -1)));
            }
            return kind instanceof Number && text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
        }
    }

    /** Returns the keys by the names of their variables. */
    static Map<String, Key> byName() {
        return ALL;
    }

    private static Map<String, Key> all() {
        JsonObject sample = ConfigMapper.toJson(sample());
        Map<String, Key> keys = new LinkedHashMap<>();
        for (String section : SECTIONS) {
            JsonObject object = sample;
            for (String name : section.split("\\.", -1)) {
                object = object.getJsonObject(name);
            }
            for (Map.Entry<String, Object> entry : object) {
                if (!(entry.getValue() instanceof JsonObject)) {
                    keys.put(
                            PREFIX + upperSnake(section) + "_" + upperSnake(entry.getKey()),
                            new Key(section, entry.getKey(), entry.getValue()));
                }
            }
        }
        return Map.copyOf(keys);
    }

    /** Returns a configuration in which the keys have values that have none by default. */
    private static ServerConfig sample() {
        ServerConfig config = new ServerConfig();
        config.getCluster().setName("").setPort(1);
        config.getCluster()
                .getEventBus()
                .setHost("")
                .setPublicHost("")
                .setTls(new BusTlsOptions().setCertPath("").setKeyPath("").setTrustPath(""));
        return config;
    }

    private static String upperSnake(String camel) {
        return camel.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
