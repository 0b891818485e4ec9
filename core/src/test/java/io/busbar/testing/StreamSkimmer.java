package io.busbar.testing;

/**
 * Reads one HTTP/1.1 response in chunks, and of its events only what load tests look at: the name, the number in the id,
 * the whole numbers that the data begins with. Keeps next to nothing. Not thread-safe.
 */
final class StreamSkimmer {

    /** Enough of a line for what is looked at; the rest of a line that comes in pieces is let go. */
    private static final int KEPT_OF_A_LINE = 128;

    private static final byte[] NOTHING = {};
    private static final int STATUS_BEGIN = 9;
    private static final int STATUS_END = 12;
    private static final int END_OF_HEAD = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

    private enum State {
        HEAD,
        CHUNK_SIZE,
        CHUNK_DATA,
        CHUNK_END,
        LAST_CHUNK_END,
        DONE
    }

    /** Is told what was read. */
    interface Sink {

        /** The response's head is complete. */
        void head(int status);

        /** An event without a name. {@code numbers} is not to be kept; {@code seq} is -1 without an id. */
        void message(long seq, long[] numbers);

        /** An event with a name. Of data with several lines the first. */
        void named(String type, long seq, String data);

        /** The text of an id, without the number behind its last hyphen. Once. */
        void epoch(String epoch);
    }

    private final Sink sink;
    private State state = State.HEAD;
    private int headBytes;
    private int headTail;
    private int status;
    private int remaining;

    // a line of the body that is not complete yet
    private byte[] kept = NOTHING;
    private int keptBytes;

    // the event that is being read
    private final long[] numbers = new long[4];
    private String type = "";
    private String data = "";
    private boolean hasData;
    private long seq = -1;
    private boolean epochTold;

    StreamSkimmer(Sink sink) {
        this.sink = sink;
    }

    /** Returns whether the response is complete. */
    boolean isComplete() {
        return state == State.DONE;
    }

    /** Reads the first {@code length} of {@code bytes} on. */
    void feed(byte[] bytes, int length) {
        int at = 0;
        while (at < length) {
            switch (state) {
                case HEAD -> head(bytes[at++]);
                case CHUNK_SIZE -> size(bytes[at++]);
                case CHUNK_DATA -> {
                    int n = Math.min(remaining, length - at);
                    body(bytes, at, at + n);
                    at += n;
                    remaining -= n;
                    if (remaining == 0) {
                        state = State.CHUNK_END;
                    }
                }
                case CHUNK_END, LAST_CHUNK_END -> {
                    if (bytes[at++] == '\n') {
                        state = state == State.CHUNK_END ? State.CHUNK_SIZE : State.DONE;
                    }
                }
                default -> throw new AssertionError("bytes after the end of the response");
            }
        }
    }

    private void head(byte b) {
        if (headBytes >= STATUS_BEGIN && headBytes < STATUS_END) {
            status = 10 * status + b - '0';
        }
        headBytes++;
        headTail = headTail << 8 | b;
        if (headTail == END_OF_HEAD) {
            state = State.CHUNK_SIZE;
            sink.head(status);
        }
    }

    private void size(byte b) {
        if (b == '\n') {
            state = remaining == 0 ? State.LAST_CHUNK_END : State.CHUNK_DATA;
        } else if (b != '\r') {
            int digit = Character.digit(b, 16);
            if (digit < 0) {
                throw new AssertionError("not a chunk's size: " + (char) b);
            }
            remaining = remaining << 4 | digit;
        }
    }

    private void body(byte[] bytes, int from, int to) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                if (keptBytes > 0) {
                    keep(bytes, start, i);
                    line(kept, 0, keptBytes);
                    keptBytes = 0;
                } else {
                    line(bytes, start, i);
                }
                start = i + 1;
            }
        }
        keep(bytes, start, to);
    }

    private void keep(byte[] bytes, int from, int to) {
        int n = Math.min(to - from, KEPT_OF_A_LINE - keptBytes);
        if (n <= 0) {
            return;
        }
        if (kept.length == 0) {
            kept = new byte[KEPT_OF_A_LINE];
        }
        System.arraycopy(bytes, from, kept, keptBytes, n);
        keptBytes += n;
    }

    private void line(byte[] bytes, int from, int to) {
        if (from == to) {
            dispatch();
            return;
        }
        switch (bytes[from]) {
            case 'd' -> data(bytes, from + 6, to);
            case 'e' -> type = text(bytes, from + 7, to);
            case 'i' -> id(bytes, from + 4, to);
            default -> {
                // a comment, or the reconnection time
            }
        }
    }

    private void data(byte[] bytes, int from, int to) {
        if (hasData) {
            return;
        }
        hasData = true;
        if (!type.isEmpty()) {
            data = text(bytes, from, to);
            return;
        }
        int at = from;
        for (int n = 0; n < numbers.length && at < to && isDigit(bytes[at]); n++) {
            long number = 0;
            while (at < to && isDigit(bytes[at])) {
                number = 10 * number + bytes[at++] - '0';
            }
            numbers[n] = number;
            at++;
        }
    }

    private void id(byte[] bytes, int from, int to) {
        int at = to;
        while (at > from && isDigit(bytes[at - 1])) {
            at--;
        }
        seq = 0;
        for (int i = at; i < to; i++) {
            seq = 10 * seq + bytes[i] - '0';
        }
        if (!epochTold) {
            epochTold = true;
            sink.epoch(text(bytes, from, at - 1));
        }
    }

    private void dispatch() {
        if (hasData && type.isEmpty()) {
            sink.message(seq, numbers);
        } else if (hasData) {
            sink.named(type, seq, data);
        }
        type = "";
        data = "";
        hasData = false;
        seq = -1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    @SuppressWarnings("deprecation") // the cheapest way to make a string of ASCII
    private static String text(byte[] bytes, int from, int to) {
        return from >= to ? "" : new String(bytes, 0, from, to - from);
    }
}
