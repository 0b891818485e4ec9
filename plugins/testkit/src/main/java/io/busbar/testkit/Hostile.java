package io.busbar.testkit;

import io.busbar.plugin.Event;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Events that would break out of their frame, if something in a stream's format were not careful. */
final class Hostile {

    private static final List<String> TEXTS = List.of(
            "a\nb",
            "a\rb",
            "a\r\nb",
            "\n",
            "\r\n\r\n",
            "x\n\nevent: evil\ndata: y\n\n",
            "x\r\rdata: y\r\r",
            "x\n\nid: 7\nretry: 1\n\n",
            "a\0b",
            "\uD800",
            "\uDC00 first",
            "last \uD83D",
            "\uFEFFdata: x",
            ": comment",
            " leading",
            "\u0085\u2028\u2029",
            "\uD83D\uDE00");

    private Hostile() {}

    /** Returns {@code sample} with hostile texts wherever an event takes them. */
    static List<Variant> variantsOf(Variant sample) {
        List<Variant> all = new ArrayList<>();
        for (String text : TEXTS) {
            JsonObject json = new JsonObject().put("text", text).put(text, new JsonArray().add(text));
            add(all, sample, "body", text, event -> event.withBody(text));
            add(all, sample, "JSON", text, event -> event.withBody(json));
            add(all, sample, "type", text, event -> event.withType(text));
            add(all, sample, "key", text, event -> event.withKey(text));
            add(all, sample, "header", text, event -> event.withHeader("x-hostile", text));
            add(all, sample, "address", text, event -> event.withAddress(event.address() + text));
        }
        return all;
    }

    private static void add(List<Variant> all, Variant sample, String where, String text, UnaryOperator<Event> change) {
        try {
            all.add(new Variant(
                    sample.what() + " with \"" + escaped(text) + "\" as its " + where, change.apply(sample.event())));
        } catch (IllegalArgumentException refused) {
            // There can't be such an event.
            return;
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .forEach(c ->
                        escaped.append(c >= ' ' && c <= '~' ? Character.toString(c) : String.format("\\u%04X", c)));
        return escaped.toString();
    }
}
