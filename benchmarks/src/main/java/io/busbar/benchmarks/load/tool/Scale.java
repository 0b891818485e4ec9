package io.busbar.benchmarks.load.tool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Where values are along an axis: by their ratios if they span decades, else by their differences. Immutable.
 *
 * @param least what is at its begin
 * @param most what is at its end; more than {@code least}
 * @param isLogarithmic whether equal ratios are equally far
 */
record Scale(double least, double most, boolean isLogarithmic) {

    private static final double DECADES = 30;
    private static final int LINES = 5;
    private static final double BASE = 10;

    /** Returns one that has room for these values: begins at 0 or, if it is logarithmic, with the least of them. */
    static Scale of(Collection<Double> values) {
        double least = values.stream().mapToDouble(value -> value).min().orElse(0);
        double most = values.stream().mapToDouble(value -> value).max().orElse(1);
        if (least > 0 && most / least >= DECADES) {
            return new Scale(least, most, true);
        }
        double begin = Math.min(0, least);
        return new Scale(begin, Math.max(most, begin + Double.MIN_NORMAL), false);
    }

    /** Returns where {@code value} is: 0 is the begin, 1 the end. */
    double share(double value) {
        return isLogarithmic ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least);
    }

    /** Returns values that are good to mark: powers of ten, or equal steps. */
    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        if (!isLogarithmic) {
            for (int line = 0; line <= LINES; line++) {
                marks.add(least + (most - least) * line / LINES);
            }
            return marks;
        }
        for (double mark = Math.pow(BASE, Math.ceil(Math.log10(least))); mark <= most; mark *= BASE) {
            marks.add(mark);
        }
        return marks;
    }
}
