package io.busbar.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Binds JSON to options objects (getters and setters) and back. Unknown keys and wrong types are faults. Thread-safe. */
public final class ConfigMapper {

    private static final Set<String> PERMITTED_KEYS = Set.of("address", "addressRegex", "match", "requiredAuthority");

    /** Keeps nulls, which are values in a {@code match}: without them a rule would permit more than it says. */
    private static final ObjectMapper PLAIN = new JsonMapper();

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL))
            .addModule(new SimpleModule()
                    .addSerializer(Duration.class, new DurationWriter())
                    .addDeserializer(Duration.class, new DurationReader())
                    .addSerializer(JsonObject.class, new ObjectWriter())
                    .addDeserializer(JsonObject.class, new ObjectReader())
                    .addSerializer(PermittedOptions.class, new PermittedWriter())
                    .addDeserializer(PermittedOptions.class, new PermittedReader()))
            .build();

    private ConfigMapper() {}

    /**
     * Sets what {@code json} says on {@code target}, and leaves the rest as it is.
     *
     * @throws ConfigException naming the first fault's path and value
     */
    public static void update(Object target, JsonObject json) {
        try {
            // By way of text, since Jackson does not know the JsonObjects that may be nested in it.
            MAPPER.readerForUpdating(target).readValue(json.encode());
        } catch (JsonMappingException e) {
            throw new ConfigException(path(e), fault(e, json));
        } catch (IOException e) {
            throw new ConfigException("", String.valueOf(e.getMessage()));
        }
    }

    /** Returns {@code options} as JSON that {@link #update} reads back. */
    @SuppressWarnings("unchecked")
    public static JsonObject toJson(Object options) {
        return new JsonObject((Map<String, Object>) MAPPER.convertValue(options, Map.class));
    }

    /** Returns the name in {@code known} that was most likely meant by {@code name}, or null if none is near. */
    public static @Nullable String nearest(String name, Collection<String> known) {
        String nearest = null;
        int least = Math.max(2, name.length() / 3) + 1;
        for (String candidate : new TreeSet<>(known)) {
            int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Returns the fault of the key {@code name}, which is not among those {@code known}. */
    public static String unknownKey(String name, Collection<String> known) {
        String meant = nearest(name, known);
        return "unknown key"
                + (meant == null ? "; known are " + new TreeSet<>(known) : "; did you mean \"" + meant + "\"?");
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }

    private static String fault(JsonMappingException e, JsonObject json) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return unknownKey(
                    unknown.getPropertyName(),
                    unknown.getKnownPropertyIds().stream().map(String::valueOf).toList());
        }
        if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return "must be " + kind(mismatch.getTargetType()) + ": " + found(e, json);
        }
        return e.getOriginalMessage();
    }

    /** Returns the value at the fault's path, since the parser may have dropped it by now. */
    private static String found(JsonMappingException e, JsonObject json) {
        Object value = json;
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (value instanceof JsonObject object) {
                value = object.getValue(reference.getFieldName());
            } else if (value instanceof JsonArray array && reference.getIndex() < array.size()) {
                value = array.getValue(reference.getIndex());
            }
        }
        return value instanceof String text ? text : Json.encode(value);
    }

    private static String kind(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + MAPPER.convertValue(type.getEnumConstants(), List.class);
        }
        if (type == Duration.class) {
            return "a duration";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number within range";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "text";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    /** Levenshtein's edit distance (1966). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static final class DurationWriter extends StdSerializer<Duration> {
        private static final long serialVersionUID = 1L;

        DurationWriter() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(Durations.format(value));
        }
    }

    private static final class DurationReader extends StdDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return Durations.parse(String.valueOf(parser.getValueAsString()));
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(parser, e.getMessage(), e);
            }
        }
    }

    private static final class ObjectWriter extends StdSerializer<JsonObject> {
        private static final long serialVersionUID = 1L;

        ObjectWriter() {
            super(JsonObject.class);
        }

        @Override
        public void serialize(JsonObject value, JsonGenerator out, SerializerProvider provider) throws IOException {
            PLAIN.writeValue(out, new JsonObject(value.encode()).getMap());
        }
    }

    private static final class ObjectReader extends StdDeserializer<JsonObject> {
        private static final long serialVersionUID = 1L;

        ObjectReader() {
            super(JsonObject.class);
        }

        @Override
        @SuppressWarnings("unchecked")
        public JsonObject deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new JsonObject((Map<String, Object>) context.readValue(parser, Map.class));
        }
    }

    private static final class PermittedWriter extends StdSerializer<PermittedOptions> {
        private static final long serialVersionUID = 1L;

        PermittedWriter() {
            super(PermittedOptions.class);
        }

        @Override
        public void serialize(PermittedOptions value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            PLAIN.writeValue(out, new JsonObject(value.toJson().encode()).getMap());
        }
    }

    private static final class PermittedReader extends StdDeserializer<PermittedOptions> {
        private static final long serialVersionUID = 1L;

        PermittedReader() {
            super(PermittedOptions.class);
        }

        @Override
        @SuppressWarnings("unchecked")
        public PermittedOptions deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Map<String, Object> map = context.readValue(parser, Map.class);
            for (Map.Entry<String, Object> entry : map.entrySet()) {
                if (!PERMITTED_KEYS.contains(entry.getKey())) {
                    throw fault(parser, entry.getKey(), unknownKey(entry.getKey(), PERMITTED_KEYS));
                }
                boolean object = entry.getKey().equals("match");
                Class<?> wanted = object ? Map.class : String.class;
                if (!wanted.isInstance(entry.getValue())) {
                    throw fault(
                            parser,
                            entry.getKey(),
                            "must be " + (object ? "an object" : "text") + ": " + entry.getValue());
                }
            }
            return new PermittedOptions(new JsonObject(map));
        }

        private JacksonException fault(JsonParser parser, String key, String fault) {
            JsonMappingException e = JsonMappingException.from(parser, fault, new IllegalArgumentException(fault));
            e.prependPath(PermittedOptions.class, key);
            return e;
        }
    }
}
