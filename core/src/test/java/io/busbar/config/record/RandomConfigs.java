package io.busbar.config.record;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Makes configurations that are right or nearly so, as a schema's shape suggests. Leaves it to others which are right. */
final class RandomConfigs {

    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "b",
            "ab",
            "abc",
            "abcd",
            "A",
            "x-1",
            "x-10",
            "5",
            "0",
            "😀",
            "😀😀",
            "ü",
            " a",
            "keep",
            "KEEP",
            "drop-oldest",
            "drop_oldest",
            "on",
            "off",
            "null",
            "true",
            "5s",
            "500ms",
            " 10 m ",
            "7d",
            "1w",
            "-1s",
            "1.5s");

    private static final List<Object> JUNK = List.of(
            true,
            false,
            0,
            1,
            -1,
            1.5,
            -0.5,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE + 1L,
            Integer.MIN_VALUE - 1L,
            Long.MIN_VALUE,
            BigInteger.ONE.shiftLeft(63),
            BigInteger.ONE.shiftLeft(70).negate(),
            1e300,
            "5",
            "",
            "keep",
            new JsonArray(),
            new JsonObject());

    private final Random random;

    /** In one of how many places the configuration at hand has something else than the schema suggests. */
    private int slips;

    RandomConfigs(long seed) {
        random = new Random(seed);
    }

    /** Returns a JSON value for {@code schema}. */
    Object next(JsonObject schema) {
        slips = random.nextBoolean() ? 20 : 400;
        return value(schema);
    }

    private Object value(JsonObject schema) {
        if (slips()) {
            return random.nextInt(4) == 0 ? null : oneOf(JUNK);
        }
        Object type = schema.getValue("type");
        if (type instanceof JsonArray types) {
            type = types.getString(random.nextInt(types.size()));
        }
        return switch (String.valueOf(type)) {
            case "string" -> text(schema);
            case "integer" -> whole(schema);
            case "number" -> number(schema);
            case "boolean" -> random.nextBoolean();
            case "array" -> list(schema);
            case "object" -> object(schema);
            default -> null;
        };
    }

    private Object text(JsonObject schema) {
        if (slips()) {
            return oneOf(TEXTS);
        }
        JsonArray constants = schema.getJsonArray("enum");
        if (constants != null) {
            return constants.getValue(random.nextInt(constants.size()));
        }
        Pattern pattern = Pattern.compile(schema.getString("pattern", ""));
        return oneOf(TEXTS.stream()
                .filter(text -> pattern.matcher(text).find())
                .filter(text -> text.length() >= schema.getInteger("minLength", 0)
                        && text.length() <= schema.getInteger("maxLength", 100))
                .toList());
    }

    private Object whole(JsonObject schema) {
        BigInteger min = BigInteger.valueOf(schema.getLong("minimum"));
        BigInteger max = BigInteger.valueOf(schema.getLong("maximum"));
        if (slips()) {
            BigInteger bound = random.nextBoolean() ? min : max;
            return simplest(bound.add(BigInteger.valueOf(random.nextInt(5) - 2L)));
        }
        return simplest(random.nextBoolean() ? min : max);
    }

    private Object number(JsonObject schema) {
        double bound = schema.getDouble(random.nextBoolean() ? "minimum" : "maximum", 1d);
        if (slips()) {
            return random.nextBoolean() ? Math.nextUp(bound) : Math.nextDown(bound);
        }
        return random.nextBoolean() ? (Object) bound : (Object) (int) Math.ceil(bound);
    }

    private JsonArray list(JsonObject schema) {
        JsonArray list = new JsonArray();
        int size = size(schema, "Items");
        for (int i = 0; i < size; i++) {
            list.add(value(schema.getJsonObject("items")));
        }
        return list;
    }

    private JsonObject object(JsonObject schema) {
        JsonObject object = new JsonObject();
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        JsonArray required = schema.getJsonArray("required", new JsonArray());
        for (String name : properties.fieldNames()) {
            if (required.contains(name) ? !slips() : random.nextInt(3) == 0) {
                object.put(name, value(properties.getJsonObject(name)));
            }
        }
        if (schema.getValue("additionalProperties") instanceof JsonObject values) {
            int size = size(schema, "Properties");
            for (int i = 0; i < size; i++) {
                object.put(i == 0 ? "" : "key " + i, value(values));
            }
        }
        if (slips()) {
            object.put("unknown", oneOf(JUNK));
        }
        return object;
    }

    private int size(JsonObject schema, String unit) {
        int min = schema.getInteger("min" + unit, 0);
        int max = schema.getInteger("max" + unit, 3);
        return slips() ? random.nextInt(max + 2) : min + random.nextInt(max - min + 1);
    }

    private boolean slips() {
        return random.nextInt(slips) == 0;
    }

    private static Number simplest(BigInteger number) {
        return number.bitLength() < Integer.SIZE
                ? (Number) number.intValueExact()
                : number.bitLength() < Long.SIZE ? (Number) number.longValueExact() : number;
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
