package io.busbar.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one HTTP/1 response, and forgives nothing: whoever writes chunks by hand must get every byte of the framing
 * right. What is wrong is an {@link AssertionError}. Not thread-safe.
 */
final class HttpResponseReader {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3}) [^\r\n]*");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*?)[ \t]*");
    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,8}");

    private enum State {
        HEAD,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILER,
        LENGTH,
        UNTIL_CLOSE,
        DONE
    }

    /** Takes pieces of the body as they come. */
    interface BodySink {
        void accept(byte[] bytes, int offset, int length);
    }

    private final BodySink sink;
    private final boolean keeps;
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final StringBuilder line = new StringBuilder();
    private final List<String> head = new ArrayList<>();
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private State state = State.HEAD;
    private int status;
    private long remaining;

    HttpResponseReader(BodySink sink) {
        this(sink, true);
    }

    /**
     * Creates a reader.
     *
     * @param keeps whether {@link #raw} and {@link #body} are wanted
     */
    HttpResponseReader(BodySink sink, boolean keeps) {
        this.sink = sink;
        this.keeps = keeps;
    }

    /** Reads {@code length} bytes on. */
    void feed(byte[] bytes, int length) {
        if (!keeps) {
            raw.reset();
        }
        raw.write(bytes, 0, length);
        int i = 0;
        while (i < length) {
            switch (state) {
                case CHUNK_DATA, LENGTH, UNTIL_CLOSE -> {
                    int n = state == State.UNTIL_CLOSE ? length - i : (int) Math.min(remaining, length - i);
                    if (keeps) {
                        body.write(bytes, i, n);
                    }
                    sink.accept(bytes, i, n);
                    i += n;
                    remaining -= n;
                    if (remaining == 0 && state != State.UNTIL_CLOSE) {
                        state = state == State.LENGTH ? State.DONE : State.CHUNK_END;
                    }
                }
                case DONE -> throw wrong("bytes after the end of the response");
                default -> {
                    if (completesLine(bytes[i++])) {
                        String complete = line.toString();
                        line.setLength(0);
                        accept(complete);
                    }
                }
            }
        }
    }

    /** Returns 0 until the head is complete. */
    int status() {
        return status;
    }

    Map<String, List<String>> headers() {
        return Collections.unmodifiableMap(headers);
    }

    @Nullable String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? null : String.join(", ", values);
    }

    /** Returns all bytes so far, as they came. */
    byte[] raw() {
        return raw.toByteArray();
    }

    /** Returns the body so far, without its framing. */
    byte[] body() {
        return body.toByteArray();
    }

    boolean isComplete() {
        return state == State.DONE;
    }

    /** Returns whether a response whose connection ends here ends as it should. */
    boolean mayEndHere() {
        return state == State.DONE || state == State.UNTIL_CLOSE;
    }

    /** Lines of head and framing end with CR LF, and hold neither of them alone. */
    private boolean completesLine(byte b) {
        int length = line.length();
        if (b == '\n') {
            if (length == 0 || line.charAt(length - 1) != '\r') {
                throw wrong("LF without CR");
            }
            line.setLength(length - 1);
            return true;
        }
        if (length > 0 && line.charAt(length - 1) == '\r') {
            throw wrong("CR without LF");
        }
        line.append((char) (b & 0xFF));
        return false;
    }

    private void accept(String complete) {
        switch (state) {
            case HEAD -> {
                if (complete.isEmpty()) {
                    acceptHead();
                } else {
                    head.add(complete);
                }
            }
            case CHUNK_SIZE -> {
                if (!CHUNK_SIZE.matcher(complete).matches()) {
                    throw wrong("not a chunk's size: \"" + complete + "\"");
                }
                remaining = Long.parseLong(complete, 16);
                state = remaining == 0 ? State.TRAILER : State.CHUNK_DATA;
            }
            case CHUNK_END -> {
                if (!complete.isEmpty()) {
                    throw wrong("a chunk is longer than its size: \"" + complete + "\"");
                }
                state = State.CHUNK_SIZE;
            }
            case TRAILER -> {
                if (!complete.isEmpty()) {
                    throw wrong("not the end of the last chunk: \"" + complete + "\"");
                }
                state = State.DONE;
            }
            default -> throw new IllegalStateException(state.toString());
        }
    }

    private void acceptHead() {
        Matcher statusLine = STATUS_LINE.matcher(head.isEmpty() ? "" : head.get(0));
        if (!statusLine.matches()) {
            throw wrong("not a status line: " + head);
        }
        for (String field : head.subList(1, head.size())) {
            Matcher matcher = HEADER.matcher(field);
            if (!matcher.matches()) {
                throw wrong("not a header: \"" + field + "\"");
            }
            headers.computeIfAbsent(matcher.group(1), name -> new ArrayList<>()).add(matcher.group(2));
        }
        status = Integer.parseInt(statusLine.group(1));
        state = bodyState();
    }

    private State bodyState() {
        String coding = header("transfer-encoding");
        String length = header("content-length");
        if (coding != null) {
            if (!coding.equals("chunked") || length != null || status == 204) {
                throw wrong("wrong transfer-encoding: " + headers);
            }
            return State.CHUNK_SIZE;
        }
        if (status == 204 || status == 304) {
            return State.DONE;
        }
        if (length != null) {
            remaining = Long.parseLong(length);
            return remaining == 0 ? State.DONE : State.LENGTH;
        }
        return State.UNTIL_CLOSE;
    }

    private AssertionError wrong(String fault) {
        byte[] bytes = raw.toByteArray();
        int from = Math.max(0, bytes.length - 200);
        return new AssertionError("HTTP response: " + fault + "; the last bytes read: \""
                + new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1) + "\"");
    }
}
