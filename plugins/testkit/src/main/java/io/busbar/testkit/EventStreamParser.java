package io.busbar.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads {@code text/event-stream} as section 9.2.6 of the HTML standard says. Lines are found in the bytes, which no
 * character of UTF-8 shares with CR and LF, and decoded whole. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">the
 *     standard</a>
 */
final class EventStreamParser {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Consumer<SseEvent> events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean firstLine = true;
    private boolean lineFeedBelongsToLastLine;

    // of the event that is being read
    private final StringBuilder data = new StringBuilder();
    private String type = "";
    private String nextId = "";

    private String lastEventId = "";

    /**
     * Creates a parser at the begin of a stream.
     *
     * @param events gets each event that is dispatched
     */
    EventStreamParser(Consumer<SseEvent> events) {
        this.events = events;
    }

    /** Returns the last event id, also one that came without data; empty for none. */
    String lastEventId() {
        return lastEventId;
    }

    /** Reads on, from bytes that may be cut anywhere. An event that the stream's end cuts is never dispatched. */
    void read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            read(bytes.get());
        }
    }

    private void read(byte next) {
        boolean skip = next == '\n' && lineFeedBelongsToLastLine;
        lineFeedBelongsToLastLine = next == '\r';
        if (skip) {
            return;
        }
        if (next == '\r' || next == '\n') {
            endLine();
        } else {
            line.write(next);
        }
    }

    private void endLine() {
        byte[] bytes = line.toByteArray();
        line.reset();
        boolean marked = firstLine
                && bytes.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        int begin = marked ? BYTE_ORDER_MARK.length : 0;
        firstLine = false;
        String text = new String(bytes, begin, bytes.length - begin, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        // A comment is a field without a name, which is none that is known.
        take(field, value.startsWith(" ") ? value.substring(1) : value);
    }

    private void take(String field, String value) {
        if (field.equals("data")) {
            data.append(value).append('\n');
        } else if (field.equals("event")) {
            type = value;
        } else if (field.equals("id") && value.indexOf('\0') < 0) {
            nextId = value;
        }
    }

    private void dispatch() {
        lastEventId = nextId;
        String name = type.isEmpty() ? SseEvent.MESSAGE : type;
        type = "";
        if (data.isEmpty()) {
            return;
        }
        String text = data.substring(0, data.length() - 1);
        data.setLength(0);
        events.accept(new SseEvent(name, text, lastEventId));
    }
}
