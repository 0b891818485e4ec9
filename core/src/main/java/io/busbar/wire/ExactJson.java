package io.busbar.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads compact JSON so that it is written again as it was. The usual way makes a double of each number with a fraction:
 * {@code 1.10} would become {@code 1.1}, and 20 digits would become 17.
 */
public final class ExactJson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private ExactJson() {}

    /**
     * Reads an object.
     *
     * @throws DecodeException if it is none, or is nested more deeply than JSON may be written
     */
    public static JsonObject object(String text) {
        if (value(text) instanceof JsonObject object) {
            return object;
        }
        throw new DecodeException("not a JSON object");
    }

    /**
     * Reads an array.
     *
     * @throws DecodeException as for {@link #object}
     */
    public static JsonArray array(String text) {
        if (value(text) instanceof JsonArray array) {
            return array;
        }
        throw new DecodeException("not a JSON array");
    }

    /**
     * Reads any value: a JsonObject or JsonArray, of maps and lists; a String, a Number, a Boolean or null.
     *
     * @throws DecodeException if the text is not one JSON value
     */
    public static @Nullable Object value(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            Object value = read(parser);
            if (parser.nextToken() != null) {
                throw new DecodeException("more than one JSON value");
            }
            if (value instanceof Map<?, ?>) {
                return new JsonObject(mapOf(value));
            }
            return value instanceof List<?> list ? new JsonArray(list) : value;
        } catch (IOException e) {
            throw new DecodeException("not JSON", e);
        }
    }

    @SuppressWarnings("unchecked") // the keys of what was read are strings
    private static Map<String, Object> mapOf(Object map) {
        return (Map<String, Object>) map;
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new DecodeException("no JSON value");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, read(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> fraction(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new DecodeException("unexpected " + token);
        };
    }

    private static Number fraction(String text) {
        Double number = Double.valueOf(text);
        if (number.toString().equals(text)) {
            return number;
        }
        BigDecimal decimal = new BigDecimal(text);
        return decimal.toString().equals(text) ? decimal : number;
    }
}
