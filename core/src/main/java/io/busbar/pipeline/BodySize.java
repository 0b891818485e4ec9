package io.busbar.pipeline;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out cheaply that a body is too large, before it is encoded. */
final class BodySize {

    /** What writes JSON refuses more. */
    private static final int MOST_LEVELS = 1_000;

    private BodySize() {}

    /**
     * Returns how many bytes {@code body} has at least as text, as far as that is not more than {@code most}. What it
     * has in truth, with quotes and all, shows when it is encoded.
     *
     * @throws PluginFault if it is nested too deeply, as JSON that holds itself is
     */
    static long atLeast(@Nullable Object body, long most) {
        return atLeast(body, most, 0);
    }

    private static long atLeast(@Nullable Object body, long most, int level) {
        if (level > MOST_LEVELS) {
            throw new PluginFault("it made JSON of more than " + MOST_LEVELS + " levels, or that holds itself");
        }
        if (body instanceof CharSequence text) {
            return text.length();
        }
        if (body instanceof Buffer buffer) {
            return buffer.length();
        }
        if (body instanceof byte[] bytes) {
            return bytes.length;
        }
        if (body instanceof JsonObject json) {
            return ofEntries(json.getMap(), most, level);
        }
        if (body instanceof JsonArray json) {
            return ofElements(json.getList(), most, level);
        }
        if (body instanceof Map<?, ?> map) {
            return ofEntries(map, most, level);
        }
        return body instanceof Collection<?> elements ? ofElements(elements, most, level) : 1;
    }

    private static long ofEntries(Map<?, ?> entries, long most, int level) {
        return ofElements(entries.keySet(), most, level) + ofElements(entries.values(), most, level);
    }

    /** Each element has a comma or a colon, or the brackets. */
    private static long ofElements(Collection<?> elements, long most, int level) {
        long bytes = 0;
        for (Object element : elements) {
            bytes += 1 + atLeast(element, most, level + 1);
            if (bytes > most) {
                break;
            }
        }
        return bytes;
    }
}
