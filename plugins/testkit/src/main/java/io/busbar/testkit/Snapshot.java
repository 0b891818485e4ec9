package io.busbar.testkit;

import io.busbar.plugin.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies of what an event says, as deep as it goes: equal if, and only if, the events say the same in the same order. */
final class Snapshot {

    private Snapshot() {}

    /** Returns a copy of all but the time. */
    static Object of(Event event) {
        return Arrays.asList(
                event.address(),
                event.type(),
                event.key(),
                List.copyOf(event.headers().entrySet()),
                ofBody(event.body()));
    }

    /** Returns copies of all of them. */
    static Object ofAll(List<Event> events) {
        return events.stream().map(Snapshot::of).toList();
    }

    /** Returns a copy of a body; itself, if it is of a type that is not known, or that can't be changed. */
    static @Nullable Object ofBody(@Nullable Object body) {
        if (body instanceof JsonObject object) {
            return ofBody(object.getMap());
        }
        if (body instanceof JsonArray array) {
            return ofBody(array.getList());
        }
        if (body instanceof Map<?, ?> fields) {
            List<@Nullable Object> copy = new ArrayList<>();
            copy.add("object");
            fields.forEach((name, value) -> copy.add(Arrays.asList(name, ofBody(value))));
            return copy;
        }
        if (body instanceof List<?> elements) {
            List<@Nullable Object> copy = new ArrayList<>();
            copy.add("array");
            elements.forEach(element -> copy.add(ofBody(element)));
            return copy;
        }
        if (body instanceof Buffer buffer) {
            return "Buffer " + HexFormat.of().formatHex(buffer.getBytes());
        }
        return body instanceof byte[] bytes ? "bytes " + HexFormat.of().formatHex(bytes) : body;
    }
}
