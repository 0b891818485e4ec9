package io.busbar.benchmarks.load.client;

/**
 * Counts the events of one stream, wherever its bytes are cut. It looks for {@link Payload} only, so lines, chunks and control
 * events cost nothing but a look. Confined to one thread.
 */
final class EventScanner {

    private static final int OUTSIDE = 0;
    private static final int IN_NUMBER = 1;
    private static final int IN_NANOS = 2;

    private final Latencies latencies;
    private final int paddingBytes;
    private int state = OUTSIDE;
    private int toSkip;
    private long number;
    private long nanos;
    private long first = Long.MAX_VALUE;
    private long count;
    private long sum;
    private long lastNanos;

    /**
     * Creates a scanner that counts nothing before {@link #reset}.
     *
     * @param eventBytes how long the text of an event is, or a lower bound, so that its end need not be looked at
     * @param latencies gets how old each event was
     */
    EventScanner(int eventBytes, Latencies latencies) {
        this.latencies = latencies;
        paddingBytes = Math.max(0, eventBytes - Payload.LEAST_BYTES);
    }

    /** Begins to count anew; events with numbers below {@code firstNumber} are stragglers, and ignored. */
    void reset(long firstNumber) {
        first = firstNumber;
        count = 0;
        sum = 0;
        lastNanos = 0;
    }

    /** Returns how many events there were. */
    long count() {
        return count;
    }

    /** Returns the sum of their numbers: with the right {@link #count}, a wrong one shows what is missing, and what came twice. */
    long sum() {
        return sum;
    }

    /** Returns when the last event came, as {@link System#nanoTime} told it; 0 if there was none. */
    long lastNanos() {
        return lastNanos;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param nowNanos when they came
     */
    void scan(byte[] bytes, int length, long nowNanos) {
        int i = 0;
        while (i < length) {
            if (toSkip > 0) {
                int skipped = Math.min(toSkip, length - i);
                toSkip -= skipped;
                i += skipped;
            } else if (state != OUTSIDE) {
                continued(bytes[i++], nowNanos);
            } else {
                i = begun(bytes, mark(bytes, i, length), length, nowNanos);
            }
        }
    }

    private static int mark(byte[] bytes, int from, int length) {
        int i = from;
        while (i < length && bytes[i] != Payload.MARK) {
            i++;
        }
        return i;
    }

    /** Takes the event that begins at {@code at}, or if it is cut, its first byte; returns where to go on. */
    private int begun(byte[] bytes, int at, int length, long nowNanos) {
        if (at == length) {
            return length;
        }
        number = 0;
        nanos = 0;
        int end = at + Payload.LEAST_BYTES - 1;
        if (end < length && bytes[end] == Payload.END) {
            number = value(bytes, at + Payload.NUMBER_AT, Payload.NUMBER_DIGITS);
            nanos = value(bytes, at + Payload.NANOS_AT, Payload.NANOS_DIGITS);
            counted(nowNanos);
            return end + 1;
        }
        state = IN_NUMBER;
        return at + 1;
    }

    private static long value(byte[] bytes, int at, int digits) {
        long value = 0;
        for (int i = at; i < at + digits; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    private void continued(byte next, long nowNanos) {
        int digit = next - '0';
        boolean isDigit = digit >= 0 && digit <= 9;
        if (isDigit && state == IN_NUMBER) {
            number = number * 10 + digit;
        } else if (isDigit) {
            nanos = nanos * 10 + digit;
        } else if (next == ' ' && state == IN_NUMBER) {
            state = IN_NANOS;
        } else {
            if (next == Payload.END && state == IN_NANOS) {
                counted(nowNanos);
            }
            state = OUTSIDE;
        }
    }

    private void counted(long nowNanos) {
        toSkip = paddingBytes;
        if (number < first) {
            return;
        }
        count++;
        sum += number;
        lastNanos = nowNanos;
        latencies.add(number, nowNanos - nanos);
    }
}
