package io.busbar.benchmarks.load.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How figures are written in tables. */
public final class Cells {

    private Cells() {}

    /** Returns {@code value} with three digits that count. */
    public static String number(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.3g", value);
    }

    /** Returns so many nanoseconds as milliseconds. */
    public static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }

    /** Returns {@code some} and behind them {@code others}. */
    public static List<String> join(List<String> some, List<String> others) {
        List<String> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
