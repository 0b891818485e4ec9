package io.busbar.config.record;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value without parts.
 *
 * @param one its type in words, see {@link Kind#type}
 * @param many the plural
 * @param isText whether a default is the text itself, not JSON
 * @param reader says which JSON values are right
 */
record Scalar(
        String must,
        String one,
        String many,
        JsonObject plainSchema,
        List<String> constraints,
        boolean isText,
        Reader reader)
        implements Kind {

    /** Reads JSON values. */
    interface Reader {

        /** Returns what is made of {@code value}, or null if it is not right. */
        @Nullable Object read(Object value);
    }

    @Override
    public Checked check(String path, @Nullable Object value) {
        Object read = value == null ? null : reader.read(value);
        if (read == null) {
            throw Faults.mustBe(path, must, value);
        }
        return () -> read;
    }

    @Override
    public @Nullable Object parse(String text) {
        return isText ? text : Kind.super.parse(text);
    }

    @Override
    public JsonObject schema() {
        return plainSchema.copy();
    }

    @Override
    public String type(boolean plural) {
        return plural ? many : one;
    }
}
