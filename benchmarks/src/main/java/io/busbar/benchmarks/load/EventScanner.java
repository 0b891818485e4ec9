package io.busbar.benchmarks.load;

/**
 * Counts the events of one stream, wherever its bytes are cut. It looks for {@link Payload} only, so lines, chunks and control
 * events cost nothing but a look. Confined to one thread.
 */
final class EventScanner {

    private static final int OUTSIDE = 0;
    private static final int IN_NUMBER = 1;
    private static final int IN_NANOS = 2;

    private final LatencyHistogram latencies;
    private int state = OUTSIDE;
    private long number;
    private long nanos;
    private long first = Long.MAX_VALUE;
    private long count;
    private long sum;
    private long lastNanos;

    /** Creates a scanner that counts nothing before {@link #reset}; {@code latencies} gets how old each event was. */
    EventScanner(LatencyHistogram latencies) {
        this.latencies = latencies;
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
            if (state == OUTSIDE) {
                i = begin(bytes, i, length);
            } else {
                continued(bytes[i++], nowNanos);
            }
        }
    }

    /** Returns where the next event's number begins; {@code length} if none does. */
    private int begin(byte[] bytes, int from, int length) {
        for (int i = from; i < length; i++) {
            if (bytes[i] == Payload.MARK) {
                state = IN_NUMBER;
                number = 0;
                nanos = 0;
                return i + 1;
            }
        }
        return length;
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
        if (number < first) {
            return;
        }
        count++;
        sum += number;
        lastNanos = nowNanos;
        latencies.add(nowNanos - nanos);
    }
}
