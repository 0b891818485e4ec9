package io.busbar.testing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads {@code text/event-stream} bytes as section 9.2.6 of the HTML standard says, written from that text and without
 * a look at the encoder. Not thread-safe.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation">the
 *     standard</a>
 */
public final class SpecReader {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    /** The bytes of a character that is not complete yet. */
    private ByteBuffer undecoded = ByteBuffer.allocate(0);

    private boolean atStart = true;
    private boolean afterCarriageReturn;
    private final StringBuilder line = new StringBuilder();

    // the standard's buffers
    private final StringBuilder data = new StringBuilder();
    private String eventType = "";
    private String lastEventIdBuffer = "";
    private String lastEventId = "";
    private OptionalLong reconnectionTime = OptionalLong.empty();

    private final List<ReadEvent> events = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();

    /** Returns the events that a stream of just these bytes dispatches. */
    public static List<ReadEvent> read(byte[] stream) {
        SpecReader reader = new SpecReader();
        reader.feed(stream);
        return reader.events();
    }

    /** Reads on. Pieces may be cut anywhere, within characters too. */
    public void feed(byte[] bytes) {
        feed(bytes, 0, bytes.length);
    }

    /** Reads {@code length} bytes of {@code bytes} on from {@code offset}. */
    public void feed(byte[] bytes, int offset, int length) {
        ByteBuffer in = ByteBuffer.allocate(undecoded.remaining() + length);
        in.put(undecoded).put(bytes, offset, length).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, false);
        undecoded = in.slice();
        out.flip();
        while (out.hasRemaining()) {
            accept(out.get());
        }
    }

    /** Returns the events so far, oldest first: a view that grows. */
    public List<ReadEvent> events() {
        return Collections.unmodifiableList(events);
    }

    /** Returns the comments so far, oldest first, without their colon: a view that grows. */
    public List<String> comments() {
        return Collections.unmodifiableList(comments);
    }

    /** Returns the last event id, as a client would send it when it reconnects; empty for none. */
    public String lastEventId() {
        return lastEventId;
    }

    /** Returns the reconnection time in milliseconds, if the stream has set one. */
    public OptionalLong reconnectionTime() {
        return reconnectionTime;
    }

    private void accept(char c) {
        boolean first = atStart;
        atStart = false;
        if (first && c == '\uFEFF') {
            return;
        }
        boolean secondOfPair = afterCarriageReturn && c == '\n';
        afterCarriageReturn = c == '\r';
        if (secondOfPair) {
            return;
        }
        if (c == '\r' || c == '\n') {
            String complete = line.toString();
            line.setLength(0);
            interpret(complete);
        } else {
            line.append(c);
        }
    }

    private void interpret(String complete) {
        int colon = complete.indexOf(':');
        if (complete.isEmpty()) {
            dispatch();
        } else if (colon == 0) {
            comments.add(complete.substring(1));
        } else if (colon > 0) {
            String value = complete.substring(colon + 1);
            process(complete.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        } else {
            process(complete, "");
        }
    }

    private void process(String field, String value) {
        switch (field) {
            case "event" -> eventType = value;
            case "data" -> data.append(value).append('\n');
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    lastEventIdBuffer = value;
                }
            }
            case "retry" -> {
                if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    reconnectionTime = OptionalLong.of(Long.parseLong(value));
                }
            }
            default -> {
                // The standard ignores fields that it does not know.
            }
        }
    }

    private void dispatch() {
        lastEventId = lastEventIdBuffer;
        if (!data.isEmpty()) {
            data.setLength(data.length() - 1);
            events.add(new ReadEvent(eventType.isEmpty() ? "message" : eventType, data.toString(), lastEventId));
        }
        data.setLength(0);
        eventType = "";
    }
}
