package io.busbar.config.record;

import io.busbar.config.Durations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The scalars that a configuration may have. None takes one type for another: "5" is not 5, and 5.0 not a whole number. */
final class Scalars {

    private Scalars() {}

    static Scalar bool() {
        return new Scalar(
                "true or false",
                "true or false",
                "true or false",
                type("boolean"),
                List.of(),
                false,
                value -> value instanceof Boolean ? value : null);
    }

    /** Returns the scalar for {@code int}. */
    static Scalar integer(Interval range) {
        return whole(Integer.MIN_VALUE, Integer.MAX_VALUE, range, Math::toIntExact);
    }

    /** Returns the scalar for {@code long}. */
    static Scalar longInteger(Interval range) {
        return whole(Long.MIN_VALUE, Long.MAX_VALUE, range, number -> number);
    }

    /** Returns the scalar for {@code double}: any number, however it is written. */
    static Scalar number(Interval range) {
        JsonObject schema = type("number");
        if (!Double.isInfinite(range.min())) {
            schema.put("minimum", Interval.number(range.min()));
        }
        if (!Double.isInfinite(range.max())) {
            schema.put("maximum", Interval.number(range.max()));
        }
        return new Scalar(
                range.isAll() ? "a number" : "a number, " + range.words(),
                "number",
                "numbers",
                schema,
                range.isAll() ? List.of() : List.of(range.words()),
                false,
                value -> value instanceof Number number
                                && Double.isFinite(number.doubleValue())
                                && range.includes(number.doubleValue())
                        ? (Object) number.doubleValue()
                        : null);
    }

    /** Returns the scalar for text whose length is counted in code points, as JSON Schema does. */
    static Scalar text(Count length, @Nullable Pattern pattern) {
        JsonObject schema = type("string");
        length.addTo(schema);
        StringBuilder must = new StringBuilder("text");
        List<String> constraints = new ArrayList<>();
        if (!length.words().isEmpty()) {
            must.append(" of ").append(length.words());
            constraints.add(length.words());
        }
        if (pattern != null) {
            schema.put("pattern", anchored(pattern.pattern()));
            must.append(" that matches ").append(pattern.pattern());
            constraints.add("matches " + Markdown.code(pattern.pattern()));
        }
        return new Scalar(
                must.toString(),
                "text",
                "texts",
                schema,
                List.copyOf(constraints),
                true,
                value -> value instanceof String text
                                && length.includes(text.codePointCount(0, text.length()))
                                && (pattern == null || pattern.matcher(text).matches())
                        ? text
                        : null);
    }

    static Scalar duration() {
        return new Scalar(
                "a duration such as 500ms, 15s or 10m",
                "duration",
                "durations",
                type("string").put("pattern", Durations.PATTERN),
                List.of(),
                true,
                Scalars::duration);
    }

    /** Returns the scalar for the constants of an enum, each by its name in the configuration. */
    static Scalar constant(Map<String, Object> constants) {
        return new Scalar(
                "one of " + constants.keySet(),
                constants.keySet().stream().map(Markdown::code).collect(Collectors.joining(", ", "one of ", "")),
                constants.keySet().stream().map(Markdown::code).collect(Collectors.joining(", ", "any of ", "")),
                type("string").put("enum", new JsonArray(List.copyOf(constants.keySet()))),
                List.of(),
                true,
                value -> value instanceof String name ? constants.get(name) : null);
    }

    /** Returns the scalar for an object that the plugin itself looks into; it gets the very one that is checked. */
    static Scalar json() {
        return new Scalar(
                "an object",
                "JSON object",
                "JSON objects",
                type("object"),
                List.of(),
                false,
                value -> value instanceof JsonObject ? value : null);
    }

    /** Returns the pattern that finds what {@code regex} matches as a whole. */
    static String anchored(String regex) {
        return "^(?:" + regex + ")$";
    }

    /** Makes a number of the component's type. */
    private interface Narrowing {
        Object apply(long number);
    }

    private static Scalar whole(long lowest, long highest, Interval range, Narrowing narrowing) {
        long min = Math.max(lowest, (long) Math.ceil(range.min()));
        long max = Math.min(highest, (long) Math.floor(range.max()));
        return new Scalar(
                range.isAll() ? "a whole number within range" : "a whole number, " + Interval.words(min, max),
                "whole number",
                "whole numbers",
                type("integer").put("minimum", min).put("maximum", max),
                range.isAll() ? List.of() : List.of(range.words()),
                false,
                value -> {
                    Long number = whole(value);
                    return number != null && number >= min && number <= max ? narrowing.apply(number) : null;
                });
    }

    private static @Nullable Long whole(Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return value instanceof BigInteger big && big.bitLength() < Long.SIZE ? (Long) big.longValue() : null;
    }

    private static @Nullable Object duration(Object value) {
        try {
            return value instanceof String text ? Durations.parse(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static JsonObject type(String name) {
        return new JsonObject().put("type", name);
    }
}
