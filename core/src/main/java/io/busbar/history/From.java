package io.busbar.history;

import io.busbar.config.Durations;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Where a fresh stream begins.
 *
 * @param kind in which way it is said
 * @param amount the number of events, or of nanoseconds; else 0
 */
public record From(Kind kind, long amount) {

    /** The ways to say where. */
    public enum Kind {
        /** With what comes next. */
        NOW,
        /** With the oldest event that is retained. */
        EARLIEST,
        /** With the last so many events that the reader gets. */
        NUMBER,
        /** With what happened in the time before. */
        TIME,
        /** With the newest event of each address. */
        LAST
    }

    /** The default: with what comes next. */
    public static final From NOW = new From(Kind.NOW, 0);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern TIME = Pattern.compile("-\\d{1,9}(ms|s|m|h|d)");

    /**
     * Reads {@code now}, {@code earliest}, {@code last}, a number such as {@code 10}, or a time such as {@code -30s}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static From parse(String text) {
        switch (text) {
            case "now" -> {
                return NOW;
            }
            case "earliest" -> {
                return new From(Kind.EARLIEST, 0);
            }
            case "last" -> {
                return new From(Kind.LAST, 0);
            }
            default -> {}
        }
        if (NUMBER.matcher(text).matches()) {
            return new From(Kind.NUMBER, Long.parseLong(text));
        }
        if (TIME.matcher(text).matches()) {
            // Centuries are more than fits, and as good as for ever.
            return new From(Kind.TIME, TimeUnit.NANOSECONDS.convert(Durations.parse(text.substring(1))));
        }
        throw new IllegalArgumentException("neither now, earliest, last, a number, nor a time such as -30s");
    }
}
