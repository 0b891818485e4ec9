package io.busbar.config.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.config.Default;
import io.busbar.plugin.config.Description;
import io.busbar.plugin.config.Matches;
import io.busbar.plugin.config.Range;
import io.busbar.plugin.config.Size;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordSchemaTest {

    private enum Mode {
        ON,
        HALF_ON
    }

    @Description("A part.")
    private record Part(int a, @Nullable Integer b) {}

    @Description("An example.")
    private record Example(
            @Description("Some text.") @Size(min = 1, max = 9) @Matches("a|b")
            String text,

            @Default("1") long large,
            @Range(min = 0.5, max = 10) int number,
            @Range(min = 0.25, max = 10) double share,
            double any,
            @Default("off") @Nullable String word,
            boolean flag,
            @Nullable Mode mode,
            JsonObject json,
            Part part,
            @Description("Own.") @Nullable Part other,

            @Default("[]") @Size(min = 0, max = 3) @Matches("x+")
            List<String> names,

            @Size(min = 1) Map<String, @Nullable Part> parts) {}

    private record Timed(@Default("5s") Duration delay) {}

    private record Nothing() {}

    @Test
    void theSchemaSaysAllThatTheRecordSays() {
        String part = """
                "type": "object", "description": "A part.",
                "properties": {
                  "a": {"type": "integer", "minimum": -2147483648, "maximum": 2147483647},
                  "b": {"type": ["integer", "null"], "minimum": -2147483648, "maximum": 2147483647}},
                "required": ["a"], "additionalProperties": false
                """;
        String expected = """
                {"$schema": "https://json-schema.org/draft/2020-12/schema",
                 "type": "object", "description": "An example.",
                 "properties": {
                   "text": {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^(?:a|b)$",
                            "description": "Some text."},
                   "large": {"type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807,
                             "default": 1},
                   "number": {"type": "integer", "minimum": 1, "maximum": 10},
                   "share": {"type": "number", "minimum": 0.25, "maximum": 10},
                   "any": {"type": "number"},
                   "word": {"type": ["string", "null"], "default": "off"},
                   "flag": {"type": "boolean"},
                   "mode": {"type": ["string", "null"], "enum": ["on", "half-on", null]},
                   "json": {"type": "object"},
                   "part": {PART},
                   "other": {OTHER},
                   "names": {"type": "array", "items": {"type": "string", "pattern": "^(?:x+)$"}, "maxItems": 3,
                             "default": []},
                   "parts": {"type": "object", "additionalProperties": {NULLABLE}, "minProperties": 1}},
                 "required": ["text", "number", "share", "any", "flag", "json", "part", "parts"],
                 "additionalProperties": false}
                """.replace(
                        "OTHER",
                        part.replace("\"object\"", "[\"object\", \"null\"]").replace("A part.", "Own."))
                .replace("NULLABLE", part.replace("\"object\"", "[\"object\", \"null\"]"))
                .replace("PART", part);
        assertThat(RecordSchema.of(Example.class).encodePrettily())
                .isEqualTo(ordered(new JsonObject(expected), RecordSchema.of(Example.class)));
    }

    @Test
    void aDurationHasAPattern() {
        JsonObject delay =
                RecordSchema.of(Timed.class).getJsonObject("properties").getJsonObject("delay");
        assertThat(delay.getString("type")).isEqualTo("string");
        assertThat(delay.getString("default")).isEqualTo("5s");
        assertThat("15s").containsPattern(delay.getString("pattern"));
        assertThat("PT15S").doesNotContainPattern(delay.getString("pattern"));
    }

    @Test
    void anEmptyRecordAllowsNoKeys() {
        assertThat(RecordSchema.of(Nothing.class).encode())
                .isEqualTo("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
                        + "\"properties\":{},\"additionalProperties\":false}");
    }

    @Test
    void theSchemaIsTheCallersOwn() {
        RecordSchema.of(Timed.class).getJsonObject("properties").clear();
        assertThat(RecordSchema.of(Timed.class).getJsonObject("properties").fieldNames())
                .containsExactly("delay");
    }

    /** Returns {@code expected} with the keys in the order of {@code actual}, so that a failure shows the difference. */
    private static String ordered(JsonObject expected, JsonObject actual) {
        return sorted(expected, actual).encodePrettily();
    }

    private static JsonObject sorted(JsonObject expected, JsonObject actual) {
        JsonObject sorted = new JsonObject();
        for (String name : actual.fieldNames()) {
            if (expected.containsKey(name)) {
                sorted.put(name, sorted(expected.getValue(name), actual.getValue(name)));
            }
        }
        expected.forEach(entry -> {
            if (!sorted.containsKey(entry.getKey())) {
                sorted.put(entry.getKey(), entry.getValue());
            }
        });
        return sorted;
    }

    private static Object sorted(Object expected, Object actual) {
        return expected instanceof JsonObject a && actual instanceof JsonObject b
                ? sorted(a, b)
                : expected instanceof JsonArray list ? list.copy() : expected;
    }
}
