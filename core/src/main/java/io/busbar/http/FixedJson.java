package io.busbar.http;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON that many may read, on several threads, because nobody can change it. */
final class FixedJson {

    static final JsonObject EMPTY = new JsonObject(Map.of());

    private FixedJson() {}

    /** Returns what {@code json} holds now; changing it, or what is in it, throws {@link UnsupportedOperationException}. */
    static JsonObject of(JsonObject json) {
        return json.isEmpty() ? EMPTY : new JsonObject(fixed(json.getMap()));
    }

    private static Map<String, Object> fixed(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(map.size() * 2);
        map.forEach((name, value) -> copy.put(String.valueOf(name), fixed(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object fixed(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return fixed(map);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(fixed(element)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}
