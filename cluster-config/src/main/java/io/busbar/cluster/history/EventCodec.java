package io.busbar.cluster.history;

import io.busbar.history.IdempotencyKey;
import io.busbar.plugin.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events, with all that they have, and the keys under which they were published. */
final class EventCodec {

    private static final int HAS_TYPE = 1;
    private static final int HAS_KEY = 2;
    private static final int HAS_HEADERS = 4;
    private static final int MOST_FLAGS = HAS_TYPE | HAS_KEY | HAS_HEADERS;

    private EventCodec() {}

    /**
     * Writes an event.
     *
     * @param baseMillis to which its time is near; to be known to the reader
     * @throws IllegalArgumentException if its body is of a type that can't be written
     */
    static void write(Event event, long baseMillis, CodecOutput out) {
        String type = event.type();
        String key = event.key();
        Map<String, String> headers = event.headers();
        out.writeByte(
                (type == null ? 0 : HAS_TYPE) | (key == null ? 0 : HAS_KEY) | (headers.isEmpty() ? 0 : HAS_HEADERS));
        out.writeSigned(event.time() - baseMillis);
        out.writeText(event.address());
        out.writeTextIfAny(type);
        out.writeTextIfAny(key);
        if (!headers.isEmpty()) {
            out.writeNumber(headers.size());
            headers.forEach((name, value) -> {
                out.writeText(name);
                out.writeText(value);
            });
        }
        BodyWriter.write(event.body(), out);
    }

    /** Reads an event. */
    static Event read(long baseMillis, CodecInput in) {
        int flags = in.readByte();
        if (flags > MOST_FLAGS) {
            throw in.fault("an event with the unknown flags " + flags);
        }
        long time = baseMillis + in.readSigned();
        String address = in.readText();
        String type = (flags & HAS_TYPE) == 0 ? null : in.readText();
        String key = (flags & HAS_KEY) == 0 ? null : in.readText();
        Map<String, String> headers = (flags & HAS_HEADERS) == 0 ? Map.of() : readHeaders(in);
        Object body = BodyReader.read(in);
        try {
            Event event = Event.of(address, body, headers).withTime(time);
            return type == null && key == null ? event : event.withType(type).withKey(key);
        } catch (IllegalArgumentException e) {
            throw new BatchFormatException("there can't be such an event: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> readHeaders(CodecInput in) {
        int count = in.readCount(2);
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put(in.readText(), in.readText());
        }
        return headers;
    }

    static void writeKey(@Nullable IdempotencyKey key, CodecOutput out) {
        if (key != null) {
            out.writeText(key.scope());
            out.writeText(key.content());
        }
    }

    static @Nullable IdempotencyKey readKey(boolean isThere, CodecInput in) {
        return isThere ? new IdempotencyKey(in.readText(), in.readText()) : null;
    }
}
