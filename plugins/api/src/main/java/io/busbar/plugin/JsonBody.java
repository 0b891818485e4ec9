package io.busbar.plugin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds the JSON in a body. */
final class JsonBody {

    private JsonBody() {}

    /**
     * Returns the JsonObject or JsonArray that {@code body} is or, as text or UTF-8 bytes, holds; null if there is none.
     * Text is read since those who publish from other languages, or through bridges, send it.
     */
    static @Nullable Object read(Object body) {
        if (body instanceof JsonObject || body instanceof JsonArray) {
            return body;
        }
        String text = text(body);
        return text == null || !beginsLikeJson(text) ? null : parse(text);
    }

    private static @Nullable String text(Object body) {
        if (body instanceof String text) {
            return text;
        }
        if (body instanceof Buffer buffer) {
            return utf8(buffer.getBytes());
        }
        return body instanceof byte[] bytes ? utf8(bytes) : null;
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Saves plain text, of which there may be much, the cost of an exception. */
    private static boolean beginsLikeJson(String text) {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    private static @Nullable Object parse(String text) {
        try {
            return Json.decodeValue(text);
        } catch (DecodeException e) {
            return null;
        }
    }
}
