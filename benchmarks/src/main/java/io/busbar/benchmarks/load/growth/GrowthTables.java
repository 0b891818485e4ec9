package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Results;
import io.busbar.benchmarks.load.tool.Cells;
import io.busbar.benchmarks.load.tool.LineChart;
import io.busbar.benchmarks.load.tool.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Puts down what the rounds have shown: a table and a plot for each axis. */
final class GrowthTables {

    static final String NOT_RUN = "Not run";

    private static final String MISSING = "–";

    private final Report report;
    private final Results results;

    /** Creates tables of these results. */
    GrowthTables(Report report, Results results) {
        this.report = report;
        this.results = results;
    }

    /** Adds an axis. */
    void add(Axis axis) {
        boolean isCompared = !axis.against().isEmpty();
        List<String> header = new ArrayList<>(List.of(axis.heading(), "server", "rounds"));
        axis.columns().forEach(metric -> header.add(metric.heading()));
        header.add("lowest to highest " + axis.columns().get(0).heading());
        if (isCompared) {
            header.add("µs × " + axis.against());
            header.add("p99 × " + axis.against());
        }
        header.add("lost");
        report.table(axis.title(), header);
        List<String> servers = axis.points().stream()
                .flatMap(point -> point.runs().keySet().stream())
                .distinct()
                .toList();
        LineChart chart = new LineChart(axis.plotted().heading() + " over " + axis.heading(), servers);
        for (Point point : axis.points()) {
            String key = axis.key(point);
            for (String server : servers) {
                if (results.has(key, server)) {
                    report.row(axis.title(), row(axis, point, server, isCompared));
                }
            }
            chart.point(
                    point.x(),
                    point.label(),
                    servers.stream()
                            .map(server -> scaled(axis.plotted(), results.median(key, server, axis.plotted())))
                            .toList());
        }
        report.plot(axis.name(), chart.svg());
    }

    private List<String> row(Axis axis, Point point, String server, boolean isCompared) {
        String key = axis.key(point);
        List<String> row = new ArrayList<>(List.of(point.label(), server, String.valueOf(results.count(key, server))));
        for (Metric metric : axis.columns()) {
            OptionalDouble median = results.median(key, server, metric);
            row.add(median.isPresent() ? metric.format(median.getAsDouble()) : MISSING);
        }
        Metric first = axis.columns().get(0);
        List<Double> all = results.sorted(key, server, first);
        row.add(all.isEmpty() ? MISSING : first.format(all.get(0)) + " to " + first.format(all.get(all.size() - 1)));
        if (isCompared) {
            row.add(number(results.ratio(key, server, axis.against(), Metric.STEADY)));
            row.add(number(results.ratio(key, server, axis.against(), Metric.P99)));
        }
        row.add(results.lost(key, server));
        return row;
    }

    private static OptionalDouble scaled(Metric metric, OptionalDouble value) {
        return value.isPresent() ? OptionalDouble.of(metric.scaled(value.getAsDouble())) : value;
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? Cells.number(value.getAsDouble()) : MISSING;
    }
}
