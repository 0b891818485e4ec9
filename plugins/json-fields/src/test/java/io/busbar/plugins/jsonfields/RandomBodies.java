package io.busbar.plugins.jsonfields;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes bodies of few names, so that pointers often lead somewhere. The leaves of a body are numbered. */
final class RandomBodies {

    private static final List<String> NAMES = List.of("a", "b", "c", "~", "/", "0", "");

    private final Random random;
    private int leaves;

    RandomBodies(Random random) {
        this.random = random;
    }

    /** Returns a JsonObject or JsonArray. */
    Object body() {
        leaves = 0;
        return random.nextInt(4) == 0 ? array(4) : object(4);
    }

    private Object value(int depth) {
        int kind = random.nextInt(5);
        if (depth == 0 || kind < 2) {
            return leaves++;
        }
        return kind == 2 ? array(depth) : object(depth);
    }

    private JsonObject object(int depth) {
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put(NAMES.get(random.nextInt(NAMES.size())), value(depth - 1));
        }
        return object;
    }

    private JsonArray array(int depth) {
        JsonArray array = new JsonArray();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value(depth - 1));
        }
        return array;
    }

    /** Returns a copy of {@code value} that throws when someone writes to it, at any depth. */
    static Object frozen(Object value) {
        if (value instanceof JsonObject object) {
            Map<String, Object> fields = new LinkedHashMap<>();
            object.forEach(field -> fields.put(field.getKey(), frozen(field.getValue())));
            return new JsonObject(Collections.unmodifiableMap(fields));
        }
        if (value instanceof JsonArray array) {
            return new JsonArray(array.stream().map(RandomBodies::frozen).toList());
        }
        return value;
    }
}
