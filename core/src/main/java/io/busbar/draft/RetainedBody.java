package io.busbar.draft;

import io.busbar.wire.ExactJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what applications and plugins wrote out of what is retained: an object of a plugin's class, or one that refers to
 * such, would keep the plugin's class loader for as long as the history keeps the event.
 */
final class RetainedBody {

    private static final ClassLoader HOST = RetainedBody.class.getClassLoader();

    /** Containers that hold nothing but their elements. */
    private static final Set<Class<?>> CONTAINERS = Set.of(
            LinkedHashMap.class,
            HashMap.class,
            ArrayList.class,
            Map.of().getClass(),
            Map.of("", "").getClass(),
            List.of().getClass(),
            List.of("").getClass());

    private RetainedBody() {}

    /**
     * Returns {@code body}, or one that says the same, to the letter.
     *
     * @param data its text
     */
    static @Nullable Object of(@Nullable Object body, String data) {
        if (body == null || isPlain(body)) {
            return body;
        }
        if (body instanceof JsonObject) {
            return ExactJson.object(data);
        }
        if (body instanceof JsonArray) {
            return ExactJson.array(data);
        }
        return body instanceof Buffer buffer ? Buffer.buffer(buffer.getBytes()) : data;
    }

    private static boolean isPlain(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return true;
        }
        if (value.getClass() == JsonObject.class) {
            return isPlain(((JsonObject) value).getMap());
        }
        if (value.getClass() == JsonArray.class) {
            return isPlain(((JsonArray) value).getList());
        }
        if (value instanceof Map<?, ?> map) {
            return CONTAINERS.contains(map.getClass()) && arePlain(map.keySet()) && arePlain(map.values());
        }
        if (value instanceof Collection<?> elements) {
            return CONTAINERS.contains(elements.getClass()) && arePlain(elements);
        }
        ClassLoader loader = value.getClass().getClassLoader();
        return loader == null || loader.equals(HOST);
    }

    private static boolean arePlain(Collection<?> values) {
        for (Object value : values) {
            if (!isPlain(value)) {
                return false;
            }
        }
        return true;
    }
}
