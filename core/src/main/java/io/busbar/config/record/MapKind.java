package io.busbar.config.record;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A map from any text, in the configuration's order and unmodifiable when it is made. */
record MapKind(Kind value, Count size) implements Kind {

    @Override
    public Checked check(String path, @Nullable Object json) {
        if (!(json instanceof JsonObject object) || !size.includes(object.size())) {
            throw Faults.mustBe(path, must(), json);
        }
        Map<String, Checked> entries = new LinkedHashMap<>();
        for (String name : object.fieldNames()) {
            entries.put(name, value.check(Faults.key(path, name), object.getValue(name)));
        }
        return () -> {
            Map<String, @Nullable Object> made = new LinkedHashMap<>();
            entries.forEach((name, checked) -> made.put(name, checked.make()));
            return Collections.unmodifiableMap(made);
        };
    }

    @Override
    public String must() {
        return size.words().isEmpty() ? "an object" : "an object of " + size.words();
    }

    @Override
    public JsonObject schema() {
        JsonObject schema = new JsonObject().put("type", "object").put("additionalProperties", value.schema());
        size.addTo(schema);
        return schema;
    }

    @Override
    public String type(boolean many) {
        return (many ? "maps of " : "map of ") + value.type(true);
    }

    @Override
    public List<String> constraints() {
        List<String> constraints = new ArrayList<>();
        if (!size.words().isEmpty()) {
            constraints.add(size.words());
        }
        value.constraints().forEach(constraint -> constraints.add("each " + constraint));
        return constraints;
    }

    @Override
    public void walk(String key, BiConsumer<String, Component> rows) {
        value.walk(key + ".<name>", rows);
    }
}
