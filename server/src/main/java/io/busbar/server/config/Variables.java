package io.busbar.server.config;

import io.busbar.config.ConfigMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment variables that override keys: {@code BUSBAR_LIMITS_CONNECTIONS_PER_IP} and the like. */
final class Variables {

    /** What all of them start with. */
    static final String PREFIX = "BUSBAR_";

    private static final List<String> SECTIONS = List.of("http", "management", "limits");
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
            return kind instanceof Number && text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
        }
    }

    /** Returns the keys by the names of their variables. */
    static Map<String, Key> byName() {
        return ALL;
    }

    private static Map<String, Key> all() {
        JsonObject defaults = ConfigMapper.toJson(new ServerConfig());
        Map<String, Key> keys = new LinkedHashMap<>();
        for (String section : SECTIONS) {
            for (Map.Entry<String, Object> entry : defaults.getJsonObject(section)) {
                if (!(entry.getValue() instanceof JsonObject) && !(entry.getValue() instanceof JsonArray)) {
                    keys.put(
                            PREFIX + upperSnake(section) + "_" + upperSnake(entry.getKey()),
                            new Key(section, entry.getKey(), entry.getValue()));
                }
            }
        }
        return Map.copyOf(keys);
    }

    private static String upperSnake(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
