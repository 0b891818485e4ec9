package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Results;
import io.busbar.benchmarks.load.tool.Cells;
import io.busbar.benchmarks.load.tool.Report;
import java.util.List;
import java.util.OptionalDouble;

/** What was promised of how cost grows, and whether it holds. What was not measured is left out. */
final class Budgets {

    private static final String TITLE = "Budgets";

    /** So much a server differs from itself. */
    private static final double NOISE = 1.12;

    private static final double CHANGE = 1.2;
    private static final double FEW_ADDRESSES = 100;

    /** Per second; what a server in Go does on a machine with two processors. */
    private static final double SET_UP = 11_500;

    private final Report report;
    private final Results results;

    /** Creates budgets that these results are checked by. */
    Budgets(Report report, Results results) {
        this.report = report;
        this.results = results;
        report.table(TITLE, List.of("what", "allowed", "measured", "holds"));
    }

    /** Checks an axis that has a budget. */
    void check(Axis axis) {
        switch (axis.name()) {
            case StalledAxis.STALLED -> stalled(axis);
            case AddressesAxis.ADDRESSES -> addresses(axis);
            case BurstAxis.BURST -> burst(axis);
            case SharedAxes.CONNECTIONS -> setUp(axis);
            default -> {
                // There is none.
            }
        }
    }

    private void stalled(Axis axis) {
        Point most = last(axis);
        String what = most.label() + " stalled: ";
        String cost = what + "processor time per event of the others";
        atMost(cost + ", to that without them", CHANGE, toWithout(axis, most, Metric.STEADY));
        atMost(
                cost + ", to that with none stalled",
                CHANGE,
                growth(axis, axis.points().get(0), Metric.STEADY));
        // With none stalled there are more readers, and the last of more has it later.
        atMost(what + "p99 of the others, to that without them", CHANGE, toWithout(axis, most, Metric.P99));
    }

    private OptionalDouble toWithout(Axis axis, Point point, Metric metric) {
        return results.ratio(axis.key(point), Stage.BUSBAR, StalledAxis.WITHOUT, metric);
    }

    private void addresses(Axis axis) {
        axis.points().stream()
                .filter(point -> point.x() == FEW_ADDRESSES)
                .findAny()
                .ifPresent(few -> atMost(
                        "processor time per event, " + last(axis).label() + " addresses to " + few.label(),
                        NOISE,
                        growth(axis, few, Metric.STEADY)));
    }

    /** The raw server has no window, and shows what is the machine's. */
    private void burst(Axis axis) {
        Point none = axis.points().get(0);
        OptionalDouble raw = results.ratio(axis.key(last(axis)), Stage.RAW, axis.key(none), Stage.RAW, Metric.P99);
        if (raw.isPresent()) {
            atMost(
                    "p99 of small events with " + last(axis).label()
                            + " publishers of 1 MiB, to that without; allowed is what raw's grows by",
                    raw.getAsDouble() * CHANGE,
                    growth(axis, none, Metric.P99));
        }
    }

    private void setUp(Axis axis) {
        for (Point point : axis.points()) {
            OptionalDouble perSecond = results.median(axis.key(point), Stage.BUSBAR, Metric.SET_UP);
            if (perSecond.isPresent()) {
                row(
                        "streams opened per second, " + point.label(),
                        "≥ " + Cells.number(SET_UP),
                        perSecond.getAsDouble(),
                        perSecond.getAsDouble() >= SET_UP);
            }
        }
    }

    private OptionalDouble growth(Axis axis, Point from, Metric metric) {
        return results.ratio(axis.key(last(axis)), Stage.BUSBAR, axis.key(from), Stage.BUSBAR, metric);
    }

    private static Point last(Axis axis) {
        return axis.points().get(axis.points().size() - 1);
    }

    private void atMost(String what, double most, OptionalDouble ratio) {
        if (ratio.isPresent()) {
            row(what, "≤ " + Cells.number(most), ratio.getAsDouble(), ratio.getAsDouble() <= most);
        }
    }

    private void row(String what, String allowed, double measured, boolean holds) {
        report.row(TITLE, List.of(what, allowed, Cells.number(measured), holds ? "yes" : "**no**"));
    }
}
