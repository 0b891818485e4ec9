package io.busbar.config.record;

import io.vertx.core.json.JsonObject;

/**
 * Makes JSON Schemas, draft 2020-12, of records. They accept what {@link RecordBinder} accepts, with three exceptions:
 * they know nothing of the checks in a record's constructor, 5.0 is a whole number to JSON Schema, and patterns are read as
 * JavaScript's.
 */
public final class RecordSchema {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private RecordSchema() {}

    /**
     * Returns a new schema for {@code type}. May be called on any thread; does not keep {@code type}.
     *
     * @throws IllegalArgumentException for what {@link #check} refuses
     */
    public static JsonObject of(Class<?> type) {
        return new JsonObject()
                .put("$schema", DIALECT)
                .mergeIn(RecordReader.read(type).schema());
    }

    /**
     * Checks that {@code type} is made as {@link io.busbar.plugin.config} says: the types of its components, their
     * constraints and defaults. Calls the constructors of records that are in defaults.
     *
     * @throws IllegalArgumentException for the first fault; the message is for the record's author, and names record,
     *     component, and what to do instead
     */
    public static void check(Class<?> type) {
        RecordReader.read(type);
    }
}
