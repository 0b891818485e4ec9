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

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link BodyWriter} wrote. */
final class BodyReader {

    private BodyReader() {}

    /** Reads a body. */
    static @Nullable Object read(CodecInput in) {
        Object body = read(in, 1);
        if (body instanceof Map<?, ?> map) {
            return new JsonObject(ofStrings(map));
        }
        return body instanceof List<?> list ? new JsonArray(list) : body;
    }

    @SuppressWarnings("unchecked") // only strings have been read as its keys
    private static Map<String, Object> ofStrings(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    private static @Nullable Object read(CodecInput in, int level) {
        int type = in.readByte();
        return switch (type) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case STRING -> in.readText();
            case INTEGER -> (int) in.readSigned(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> in.readSigned();
            case DOUBLE -> Double.longBitsToDouble(in.readInt64());
            case FLOAT -> Float.intBitsToFloat(in.readInt32());
            case SHORT -> (short) in.readSigned(Short.MIN_VALUE, Short.MAX_VALUE);
            case BYTE -> (byte) in.readSigned(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case BIG_INTEGER -> readBigInteger(in);
            case BIG_DECIMAL -> {
                int scale = (int) in.readSigned(Integer.MIN_VALUE, Integer.MAX_VALUE);
                yield new BigDecimal(readBigInteger(in), scale);
            }
            case BUFFER -> Buffer.buffer(in.readBytes());
            case BYTES -> in.readBytes();
            case OBJECT -> readMap(in, level);
            case ARRAY -> readList(in, level);
            default -> throw in.fault("a body of the unknown type " + type);
        };
    }

    private static BigInteger readBigInteger(CodecInput in) {
        byte[] bytes = in.readBytes();
        if (bytes.length == 0) {
            throw in.fault("a number without digits");
        }
        return new BigInteger(bytes);
    }

    // Neither gets a capacity by the count: nested, even counts that can be would take the product of them.

    private static Map<String, @Nullable Object> readMap(CodecInput in, int level) {
        checkLevel(level, in);
        int count = in.readCount(2);
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            map.put(in.readText(), read(in, level + 1));
        }
        return map;
    }

    private static List<@Nullable Object> readList(CodecInput in, int level) {
        checkLevel(level, in);
        int count = in.readCount(1);
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(read(in, level + 1));
        }
        return list;
    }

    private static void checkLevel(int level, CodecInput in) {
        if (level > MOST_LEVELS) {
            throw in.fault("JSON of more than " + MOST_LEVELS + " levels");
        }
    }
}
