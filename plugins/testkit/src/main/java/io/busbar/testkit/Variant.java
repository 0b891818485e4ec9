package io.busbar.testkit;

import io.busbar.plugin.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event to try a plugin with.
 *
 * @param what it is, for the messages of failures
 */
record Variant(String what, Event event) {

    private static final int MANY = 10_000;
    private static final int LARGE = 1 << 20;
    private static final int DEEP = 500;

    /**
     * Returns the author's samples, numbered from 1, with copies of their bodies: what a plugin does to one in a test must
     * not be hidden from the tests that come later, if the author has them once for all.
     */
    static List<Variant> samples(List<Event> events) {
        if (events.isEmpty()) {
            throw new AssertionError("samples() has to give events that the plugin is for, one at least");
        }
        List<Variant> all = new ArrayList<>();
        events.forEach(
                event -> all.add(new Variant("sample " + (all.size() + 1), event.withBody(copyOf(event.body())))));
        return all;
    }

    private static @Nullable Object copyOf(@Nullable Object body) {
        if (body instanceof JsonObject object) {
            return object.copy();
        }
        if (body instanceof JsonArray array) {
            return array.copy();
        }
        if (body instanceof Buffer buffer) {
            return buffer.copy();
        }
        return body instanceof byte[] bytes ? bytes.clone() : body;
    }

    /** Returns this event with bodies of every type that is mapped to text, and of one that is not. */
    List<Variant> withEveryBody() {
        byte[] binary = {0, (byte) 0xFF, 'x'};
        JsonObject object = new JsonObject().put("a", 1).putNull("b").put("c", new JsonArray().add("d"));
        return List.of(
                with("null", null),
                with("an empty String", ""),
                with("a String", "text"),
                with("a String of JSON", object.encode()),
                with("an empty JsonObject", new JsonObject()),
                with("a JsonObject", object),
                with("an empty JsonArray", new JsonArray()),
                with("a JsonArray", new JsonArray().add(object).addNull().add(1.5)),
                with("an Integer", 7),
                with("a Long", Long.MAX_VALUE),
                with("a Double", -1.5),
                with("a Boolean", true),
                with("a Buffer of text", Buffer.buffer("text")),
                with("a Buffer of JSON", object.toBuffer()),
                with("an empty Buffer", Buffer.buffer()),
                with("a Buffer of no text", Buffer.buffer(binary)),
                with("bytes of text", "text".getBytes(StandardCharsets.UTF_8)),
                with("bytes of no text", binary),
                with("no bytes", new byte[0]),
                with("a Character, which has no text", 'c'));
    }

    /** Returns this event with bodies that are long, wide or deep. */
    List<Variant> withLargeBodies() {
        JsonObject wide = new JsonObject();
        JsonArray longArray = new JsonArray();
        for (int i = 0; i < MANY; i++) {
            wide.put("field-" + i, "value " + i);
            longArray.add(new JsonObject().put("id", i));
        }
        JsonObject deep = new JsonObject();
        for (int i = 0; i < DEEP; i++) {
            deep = new JsonObject().put("a", deep);
        }
        String text = "x".repeat(LARGE - 1);
        return List.of(
                with("a String of 1 MiB", text),
                with("a Buffer of 1 MiB", Buffer.buffer(text)),
                with("a JsonObject of " + MANY + " fields", wide),
                with("the text of a JsonObject of " + MANY + " fields", wide.encode()),
                with("a JsonArray of " + MANY + " elements", longArray),
                with("objects within objects, " + DEEP + " deep", deep),
                with("the text of objects within objects, " + DEEP + " deep", deep.encode()),
                with("1 MiB of [", "[".repeat(LARGE - 1)));
    }

    private Variant with(String body, @Nullable Object value) {
        return new Variant(what + " with " + body + " as its body", event.withBody(value));
    }

    @Override
    public String toString() {
        return what + ", " + event;
    }
}
