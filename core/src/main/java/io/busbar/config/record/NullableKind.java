package io.busbar.config.record;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A value that may be null. */
record NullableKind(Kind kind) implements Kind {

    @Override
    public Checked check(String path, @Nullable Object value) {
        return value == null ? () -> null : kind.check(path, value);
    }

    @Override
    public @Nullable Object parse(String text) {
        return kind.parse(text);
    }

    @Override
    public String must() {
        return kind.must();
    }

    @Override
    public JsonObject schema() {
        JsonObject schema = kind.schema();
        schema.put("type", new JsonArray().add(schema.getString("type")).add("null"));
        JsonArray constants = schema.getJsonArray("enum");
        if (constants != null) {
            schema.put("enum", constants.copy().addNull());
        }
        return schema;
    }

    @Override
    public String type(boolean many) {
        return many ? kind.type(true) + " or null" : kind.type(false);
    }

    @Override
    public List<String> constraints() {
        return kind.constraints();
    }

    @Override
    public void walk(String key, BiConsumer<String, Component> rows) {
        kind.walk(key, rows);
    }
}
