package io.busbar.config.record;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a value may be, its constraints included. Immutable. */
interface Kind {

    /**
     * Checks the JSON {@code value} at {@code path}, and all that is in it.
     *
     * @throws io.busbar.config.ConfigException for the first fault
     */
    Checked check(String path, @Nullable Object value);

    /** Returns the JSON value that {@code text} stands for in a {@link io.busbar.plugin.config.Default}. */
    default @Nullable Object parse(String text) {
        return Json.decodeValue(text);
    }

    /** Returns what comes after "must be" in a fault, such as {@code a list of at least 1 element}. */
    String must();

    /** Returns a new JSON Schema that accepts what {@link #check} accepts. */
    JsonObject schema();

    /** Returns the type in words and in Markdown: {@code list of texts}, or {@code lists of texts} if {@code many}. */
    String type(boolean many);

    /** Returns the constraints in words and in Markdown, such as {@code at least 1 element}. */
    List<String> constraints();

    /** Tells {@code rows} of each component in a value at {@code key}, with the component's own key. */
    default void walk(String key, BiConsumer<String, Component> rows) {}
}
