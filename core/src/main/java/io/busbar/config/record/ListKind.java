package io.busbar.config.record;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A list, unmodifiable when it is made. */
record ListKind(Kind element, Count size) implements Kind {

    @Override
    public Checked check(String path, @Nullable Object value) {
        if (!(value instanceof JsonArray array) || !size.includes(array.size())) {
            throw Faults.mustBe(path, must(), value);
        }
        List<Checked> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            elements.add(element.check(Faults.index(path, i), array.getValue(i)));
        }
        return () -> {
            List<@Nullable Object> made = new ArrayList<>();
            elements.forEach(checked -> made.add(checked.make()));
            return Collections.unmodifiableList(made);
        };
    }

    @Override
    public String must() {
        return size.words().isEmpty() ? "a list" : "a list of " + size.words();
    }

    @Override
    public JsonObject schema() {
        JsonObject schema = new JsonObject().put("type", "array").put("items", element.schema());
        size.addTo(schema);
        return schema;
    }

    @Override
    public String type(boolean many) {
        return (many ? "lists of " : "list of ") + element.type(true);
    }

    @Override
    public List<String> constraints() {
        List<String> constraints = new ArrayList<>();
        if (!size.words().isEmpty()) {
            constraints.add(size.words());
        }
        element.constraints().forEach(constraint -> constraints.add("each " + constraint));
        return constraints;
    }

    @Override
    public void walk(String key, BiConsumer<String, Component> rows) {
        element.walk(key + "[]", rows);
    }
}
