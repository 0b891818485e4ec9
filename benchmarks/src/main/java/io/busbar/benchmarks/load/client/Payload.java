package io.busbar.benchmarks.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of an event: {@code |number nanos;xxx…}, with as many digits for every event. Its first character occurs nowhere else in a stream, so
 * events are found without parsing what is around them.
 */
public final class Payload {

    /** Begins the text of an event. */
    static final byte MARK = '|';

    /** Ends the time. */
    static final byte END = ';';

    /** The shortest text there is, in bytes. */
    static final int LEAST_BYTES = 34;

    static final int NUMBER_AT = 1;
    static final int NUMBER_DIGITS = 12;
    static final int NANOS_AT = NUMBER_AT + NUMBER_DIGITS + 1;
    static final int NANOS_DIGITS = 19;

    private Payload() {}

    /** Returns a text of {@code bytes} bytes, of which {@link #write} has to fill in the rest. */
    static byte[] blank(int bytes) {
        if (bytes < LEAST_BYTES) {
            throw new IllegalArgumentException("an event has at least " + LEAST_BYTES + " bytes, not " + bytes);
        }
        byte[] text = new byte[bytes];
        Arrays.fill(text, (byte) 'x');
        text[0] = MARK;
        text[NANOS_AT - 1] = ' ';
        text[NANOS_AT + NANOS_DIGITS] = END;
        return text;
    }

    /**
     * Writes what differs from event to event into a text that begins at {@code offset}.
     *
     * @param number which event it is; not negative
     * @param nanos when it was published, or was to be, as {@link System#nanoTime} tells it; not negative
     */
    static void write(byte[] text, int offset, long number, long nanos) {
        digits(text, offset + NUMBER_AT, NUMBER_DIGITS, number);
        digits(text, offset + NANOS_AT, NANOS_DIGITS, nanos);
    }

    /** Returns the whole text of one event. */
    public static String text(long number, long nanos, int bytes) {
        byte[] text = blank(bytes);
        write(text, 0, number, nanos);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes {@code value} with so many digits, the first of them zeros if need be. */
    static void digits(byte[] text, int offset, int digits, long value) {
        long rest = value;
        for (int i = offset + digits - 1; i >= offset; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
