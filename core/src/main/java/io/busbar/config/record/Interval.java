package io.busbar.config.record;

import org.jspecify.annotations.Nullable;

/** Numbers from {@code min} to {@code max}, both included; infinite where there is no bound. */
record Interval(double min, double max) {

    static final Interval ALL = new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    boolean isAll() {
        return equals(ALL);
    }

    boolean includes(double number) {
        return number >= min && number <= max;
    }

    /** Returns such as {@code 1 to 10}, {@code at least 1} or {@code at most 10}; empty without bounds. */
    String words() {
        return words(Double.isInfinite(min) ? null : number(min), Double.isInfinite(max) ? null : number(max));
    }

    /** Returns words for bounds, each of which may be null. */
    static String words(@Nullable Number min, @Nullable Number max) {
        if (min != null && max != null) {
            return min.equals(max) ? "exactly " + min : min + " to " + max;
        }
        if (min != null) {
            return "at least " + min;
        }
        return max == null ? "" : "at most " + max;
    }

    /** Returns {@code bound} as one writes it: 1, not 1.0. */
    static Number number(double bound) {
        boolean isWhole = Math.rint(bound) == bound && Math.abs(bound) < 1L << 53;
        return isWhole ? (Number) (long) bound : (Number) bound;
    }
}
