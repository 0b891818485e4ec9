package io.busbar.plugins;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes short texts of long ones, alike if those are. */
final class Digests {

    private static final int BYTES = 8;

    private Digests() {}

    /** Returns {@code json} as text, whatever order its keys have. */
    static String sorted(JsonObject json) {
        return sortedObject(json).encode();
    }

    private static JsonObject sortedObject(JsonObject object) {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        object.forEach(each -> sorted.put(each.getKey(), sortedValue(each.getValue())));
        return new JsonObject(new LinkedHashMap<>(sorted));
    }

    private static @Nullable Object sortedValue(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return sortedObject(object);
        }
        if (value instanceof JsonArray array) {
            JsonArray sorted = new JsonArray();
            array.forEach(each -> sorted.add(sortedValue(each)));
            return sorted;
        }
        return value;
    }

    /** Returns 16 hexadecimal digits of the SHA-256 of {@code text}. */
    static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
