package io.busbar.config.record;

import io.busbar.config.ConfigException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record.
 *
 * @param defaultText the text of its {@link io.busbar.plugin.config.Default}, which fits; null if it has none
 * @param description in Markdown; null if there is none
 */
record Component(
        String name,
        Kind kind,
        @Nullable String defaultText,
        @Nullable String description) {

    boolean isRequired() {
        return defaultText == null && !(kind instanceof NullableKind);
    }

    /** Checks what {@code json}, the record, has for this component at {@code path}. */
    Checked check(String path, JsonObject json) {
        if (json.containsKey(name)) {
            return kind.check(path, json.getValue(name));
        }
        if (defaultText != null) {
            return kind.check(path, kind.parse(defaultText));
        }
        if (isRequired()) {
            throw new ConfigException(path, "missing; must be " + kind.must());
        }
        return () -> null;
    }

    JsonObject schema() {
        JsonObject schema = kind.schema();
        if (description != null) {
            schema.put("description", description);
        }
        if (defaultText != null) {
            schema.put("default", kind.parse(defaultText));
        }
        return schema;
    }
}
