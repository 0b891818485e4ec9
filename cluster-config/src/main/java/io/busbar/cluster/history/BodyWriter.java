package io.busbar.cluster.history;

import static io.busbar.cluster.history.BodyType.ARRAY;
import static io.busbar.cluster.history.BodyType.BIG_DECIMAL;
import static io.busbar.cluster.history.BodyType.BIG_INTEGER;
import static io.busbar.cluster.history.BodyType.BUFFER;
import static io.busbar.cluster.history.BodyType.BYTE;
import static io.busbar.cluster.history.BodyType.BYTES;
import static io.busbar.cluster.history.BodyType.DOUBLE;
import static io.busbar.cluster.history.BodyType.FALSE;
import static io.busbar.cluster.history.BodyType.FLOAT;
import static io.busbar.cluster.history.BodyType.INTEGER;
import static io.busbar.cluster.history.BodyType.LONG;
import static io.busbar.cluster.history.BodyType.MOST_LEVELS;
import static io.busbar.cluster.history.BodyType.NULL;
import static io.busbar.cluster.history.BodyType.OBJECT;
import static io.busbar.cluster.history.BodyType.SHORT;
import static io.busbar.cluster.history.BodyType.STRING;
import static io.busbar.cluster.history.BodyType.TRUE;

import io.busbar.wire.ExactJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes bodies, and what JSON holds, with their types: the {@link BodyType}, then the value. So what is read has the same
 * text as what was written, which would not be so for all numbers if JSON were stored as text. What else JSON holds (an
 * enum, an object of a class that has a JSON form) becomes what its JSON text says.
 */
final class BodyWriter {

    private BodyWriter() {}

    /**
     * Writes an event's body.
     *
     * @throws IllegalArgumentException if it is of a type that can't be written, or holds such a thing
     */
    static void write(@Nullable Object body, CodecOutput out) {
        if (body == null || body instanceof JsonObject || body instanceof JsonArray) {
            writeWithin(body, 0, out);
        } else if (!writeScalar(body, out)) {
            writeScalar(simplified(body), out);
        }
    }

    private static Object simplified(Object body) {
        if (!(body instanceof Number)) {
            throw new IllegalArgumentException("a body of " + body.getClass().getName()
                    + " can't go to another node: let it be a String, a JsonObject, a JsonArray, a number, a boolean,"
                    + " a Buffer or a byte[]");
        }
        String text = body.toString();
        BigDecimal number = numberOf(text);
        return number == null ? text : number;
    }

    /** Returns the number that has this text; null if there is none. */
    private static @Nullable BigDecimal numberOf(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            return number.toString().equals(text) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean writeScalar(Object value, CodecOutput out) {
        if (value instanceof Boolean truth) {
            out.writeByte(truth ? TRUE : FALSE);
        } else if (value instanceof String text) {
            out.writeByte(STRING);
            out.writeText(text);
        } else if (value instanceof Buffer buffer) {
            out.writeByte(BUFFER);
            out.writeBytes(buffer.getBytes());
        } else if (value instanceof byte[] bytes) {
            out.writeByte(BYTES);
            out.writeBytes(bytes);
        } else {
            return value instanceof Number number && writeNumber(number, out);
        }
        return true;
    }

    /** By the very class: a subclass may have another text. */
    private static boolean writeNumber(Number number, CodecOutput out) {
        Class<?> type = number.getClass();
        if (type == Integer.class) {
            out.writeByte(INTEGER);
            out.writeSigned(number.intValue());
        } else if (type == Long.class) {
            out.writeByte(LONG);
            out.writeSigned(number.longValue());
        } else if (type == Double.class) {
            out.writeByte(DOUBLE);
            out.writeInt64(Double.doubleToRawLongBits(number.doubleValue()));
        } else if (type == Float.class) {
            out.writeByte(FLOAT);
            out.writeInt32(Float.floatToRawIntBits(number.floatValue()));
        } else if (type == Short.class) {
            out.writeByte(SHORT);
            out.writeSigned(number.shortValue());
        } else if (type == Byte.class) {
            out.writeByte(BYTE);
            out.writeSigned(number.byteValue());
        } else if (type == BigInteger.class) {
            out.writeByte(BIG_INTEGER);
            out.writeBytes(((BigInteger) number).toByteArray());
        } else if (type == BigDecimal.class) {
            BigDecimal decimal = (BigDecimal) number;
            out.writeByte(BIG_DECIMAL);
            out.writeSigned(decimal.scale());
            out.writeBytes(decimal.unscaledValue().toByteArray());
        } else {
            return false;
        }
        return true;
    }

    private static void writeMap(Map<?, ?> map, int level, CodecOutput out) {
        checkLevel(level);
        out.writeByte(OBJECT);
        out.writeNumber(map.size());
        map.forEach((key, value) -> {
            out.writeText((String) key);
            writeWithin(value, level, out);
        });
    }

    private static void writeList(List<?> list, int level, CodecOutput out) {
        checkLevel(level);
        out.writeByte(ARRAY);
        out.writeNumber(list.size());
        list.forEach(element -> writeWithin(element, level, out));
    }

    private static void checkLevel(int level) {
        if (level > MOST_LEVELS) {
            throw new IllegalArgumentException("JSON of more than " + MOST_LEVELS + " levels, or that holds itself");
        }
    }

    /** Writes what is within JSON of so many levels. */
    private static void writeWithin(@Nullable Object value, int levels, CodecOutput out) {
        if (value == null) {
            out.writeByte(NULL);
            return;
        }
        if (writeScalar(value, out)) {
            return;
        }
        Object elements = value;
        if (value instanceof JsonObject json) {
            elements = json.getMap();
        } else if (value instanceof JsonArray json) {
            elements = json.getList();
        }
        if (elements instanceof Map<?, ?> map && areStrings(map.keySet())) {
            writeMap(map, levels + 1, out);
        } else if (elements instanceof List<?> list) {
            writeList(list, levels + 1, out);
        } else {
            writeWithin(asJson(value), levels, out);
        }
    }

    private static boolean areStrings(Set<?> keys) {
        for (Object key : keys) {
            if (!(key instanceof String)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Object asJson(Object value) {
        try {
            return ExactJson.value(Json.encode(value));
        } catch (EncodeException | DecodeException e) {
            String type = value.getClass().getName();
            throw new IllegalArgumentException("JSON that holds a " + type + ", which has no JSON form", e);
        }
    }
}
