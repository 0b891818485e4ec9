package io.busbar.wire;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What an event's body is as text, the value of its {@code data:} field. */
public final class EventData {

    private EventData() {}

    /**
     * Returns {@code body} as text: compact JSON for JSON, numbers and booleans; a string as it is; bytes as the UTF-8
     * text that they are, else as Base64; nothing as the empty text.
     *
     * @return null if a body of this type has no text
     * @throws io.vertx.core.json.EncodeException if JSON holds something that is not JSON
     */
    public static @Nullable String of(@Nullable Object body) {
        if (body == null) {
            return "";
        }
        if (body instanceof String text) {
            return text;
        }
        if (body instanceof JsonObject json) {
            return json.encode();
        }
        if (body instanceof JsonArray json) {
            return json.encode();
        }
        if (body instanceof Number || body instanceof Boolean) {
            return body.toString();
        }
        if (body instanceof Buffer buffer) {
            return ofBytes(buffer.getBytes());
        }
        return body instanceof byte[] bytes ? ofBytes(bytes) : null;
    }

    private static String ofBytes(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // NUL can't pass through a field as it is, and is a sign that these bytes are no text.
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException notText) {
            // as Base64
        }
        return Base64.getEncoder().encodeToString(bytes);
    }
}
