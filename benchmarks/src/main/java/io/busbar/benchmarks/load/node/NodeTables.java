package io.busbar.benchmarks.load.node;

import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Results;
import io.busbar.benchmarks.load.rig.Scenario;
import io.busbar.benchmarks.load.tool.BarChart;
import io.busbar.benchmarks.load.tool.Cells;
import io.busbar.benchmarks.load.tool.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Puts down what the rounds have shown. */
final class NodeTables {

    static final String NOT_RUN = "Not run";

    private static final String MISSING = "–";

    private static final List<Metric> BUSY = List.of(
            Metric.USER,
            Metric.COMPILERS,
            Metric.LOAD,
            Metric.DELIVERED,
            Metric.P50,
            Metric.P99,
            Metric.P999,
            Metric.LAST_P50,
            Metric.LAST_P99,
            Metric.LAST_P999,
            Metric.SET_UP);

    private static final List<Metric> IDLE = List.of(Metric.RESIDENT, Metric.HEAP, Metric.SET_UP, Metric.SET_UP_CPU);

    private final Report report;
    private final Results results;
    private final List<String> servers;
    private final String against;

    /** Creates tables with these servers, in this order, which are compared to the one called {@code against}. */
    NodeTables(Report report, Results results, List<String> servers, String against) {
        this.report = report;
        this.results = results;
        this.servers = servers;
        this.against = against;
    }

    /** Adds all tables, and a plot. */
    void add(List<Scenario> scenarios, int idleConnections) {
        overview(scenarios);
        for (Scenario scenario : scenarios) {
            busy(scenario);
        }
        String title = "%s: %,d connections without events; per connection".formatted(Catalogue.IDLE, idleConnections);
        report.table(title, Cells.join(List.of("server"), headings(IDLE)));
        for (String server : servers) {
            if (results.has(Catalogue.IDLE, server)) {
                report.row(title, Cells.join(List.of(server), cells(Catalogue.IDLE, server, IDLE)));
            }
        }
    }

    private void overview(List<Scenario> scenarios) {
        String cpu = "Server processor time per delivered event, and p99 of the latency, as ratios to " + against;
        report.table(cpu, Cells.join(List.of("scenario"), servers));
        BarChart chart = new BarChart("Server processor time per delivered event, ratio to " + against, servers);
        for (Scenario scenario : scenarios) {
            List<OptionalDouble> ratios = ratios(scenario, Metric.CPU);
            report.row(cpu, Cells.join(List.of(scenario.name()), numbers(ratios)));
            chart.group(scenario.name(), ratios);
        }
        for (Scenario scenario : scenarios) {
            report.row(cpu, Cells.join(List.of(scenario.name() + ", p99"), numbers(ratios(scenario, Metric.P99))));
        }
        report.plot("cpu", chart.svg());
    }

    private List<OptionalDouble> ratios(Scenario scenario, Metric metric) {
        return servers.stream()
                .map(server -> results.ratio(scenario.name(), server, against, metric))
                .toList();
    }

    private static List<String> numbers(List<OptionalDouble> values) {
        return values.stream()
                .map(value -> value.isPresent() ? Cells.number(value.getAsDouble()) : MISSING)
                .toList();
    }

    private void busy(Scenario scenario) {
        String title = scenario.describe();
        List<String> first = List.of("server", "rounds", Metric.CPU.heading(), "lowest to highest");
        report.table(title, Cells.join(first, Cells.join(headings(BUSY), List.of("lost"))));
        for (String server : servers) {
            String name = scenario.name();
            if (!results.has(name, server)) {
                continue;
            }
            List<Double> all = results.sorted(name, server, Metric.CPU);
            List<String> row = new ArrayList<>(List.of(server, String.valueOf(results.count(name, server))));
            row.addAll(cells(name, server, List.of(Metric.CPU)));
            row.add(Cells.number(all.get(0)) + " to " + Cells.number(all.get(all.size() - 1)));
            row.addAll(cells(name, server, BUSY));
            row.add(results.lost(name, server));
            report.row(title, row);
        }
    }

    private static List<String> headings(List<Metric> metrics) {
        return metrics.stream().map(Metric::heading).toList();
    }

    private List<String> cells(String scenario, String server, List<Metric> metrics) {
        return metrics.stream()
                .map(metric -> {
                    OptionalDouble median = results.median(scenario, server, metric);
                    return median.isPresent() ? metric.format(median.getAsDouble()) : MISSING;
                })
                .toList();
    }
}
