package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.model.Constants;
import io.busbar.benchmarks.load.model.EventCost;
import io.busbar.benchmarks.load.model.EventCost.Observation;
import io.busbar.benchmarks.load.model.Forecast;
import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Results;
import io.busbar.benchmarks.load.tool.Cells;
import io.busbar.benchmarks.load.tool.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What follows for larger servers, if everything that it takes was measured. */
final class ModelTables {

    private static final String CONSTANTS = "Constants, from the tables above";
    private static final String FORECAST =
            "1,000,000 clients of one address, events of 200 bytes, as reckoned: each node half busy,"
                    + " on all its cores alike; each event written alone; processor time as over loopback, which includes receiving,"
                    + " without TLS and network";

    private static final int CLIENTS = 1_000_000;
    private static final List<Integer> CORES = List.of(2, 4, 8, 16, 32, 64);
    private static final List<Integer> NODES = List.of(3, 5, 10);
    private static final int NODE_CORES = 8;
    private static final double GIGABYTE = 1e9;

    private final Report report;
    private final Results results;
    private final Map<String, Axis> axes;

    /** Creates tables of what follows from these axes, by name. */
    ModelTables(Report report, Results results, Map<String, Axis> axes) {
        this.report = report;
        this.results = results;
        this.axes = axes;
    }

    /** Adds the tables, or why there are none. */
    void add() {
        List<Observation> observations = observations();
        OptionalDouble resident = atLast(MemoryAxis.MEMORY, Metric.RESIDENT);
        OptionalDouble kernel = atLast(MemoryAxis.MEMORY, Metric.KERNEL);
        OptionalDouble setUp = atLast(SharedAxes.CONNECTIONS, Metric.SET_UP_CPU);
        OptionalDouble perNode = perNode();
        if (resident.isEmpty() || kernel.isEmpty() || setUp.isEmpty() || perNode.isEmpty()) {
            notPossible(
                    "it takes the axes connections, memory, size, addresses and nodes, and 5,000 connections or more");
            return;
        }
        try {
            EventCost event = EventCost.fit(observations);
            Constants constants = new Constants(
                    event, perNode.getAsDouble(), resident.getAsDouble(), kernel.getAsDouble(), setUp.getAsDouble());
            constants(constants, observations);
            forecast(constants);
        } catch (IllegalArgumentException e) {
            notPossible(String.valueOf(e.getMessage()));
        }
    }

    private void notPossible(String why) {
        report.row(GrowthTables.NOT_RUN, List.of("model", "all", why));
    }

    private List<Observation> observations() {
        List<Observation> observations = new ArrayList<>();
        for (Axis axis : axes.values()) {
            for (Point point : axis.points()) {
                OptionalDouble micros = results.median(axis.key(point), Stage.BUSBAR, Metric.STEADY);
                Point.Shape shape = point.shape();
                if (shape != null && micros.orElse(0) > 0) {
                    observations.add(new Observation(shape.readers(), shape.bytes(), micros.getAsDouble()));
                }
            }
        }
        return observations;
    }

    private OptionalDouble atLast(String name, Metric metric) {
        OptionalDouble found = OptionalDouble.empty();
        Axis axis = axes.get(name);
        if (axis == null) {
            return found;
        }
        for (Point point : axis.points()) {
            OptionalDouble here = results.median(axis.key(point), Stage.BUSBAR, metric);
            found = here.isPresent() ? here : found;
        }
        return found;
    }

    /** Returns what an event costs all together for each node more. */
    private OptionalDouble perNode() {
        Axis axis = axes.get(NodesAxis.NODES);
        if (axis == null || axis.points().size() < 2) {
            return OptionalDouble.empty();
        }
        Point first = axis.points().get(0);
        Point last = axis.points().get(axis.points().size() - 1);
        OptionalDouble few = results.median(axis.key(first), NodesAxis.OWN, Metric.PER_EVENT);
        OptionalDouble many = results.median(axis.key(last), NodesAxis.OWN, Metric.PER_EVENT);
        return few.isEmpty() || many.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, (many.getAsDouble() - few.getAsDouble()) / (last.x() - first.x())));
    }

    private void constants(Constants constants, List<Observation> observations) {
        report.table(CONSTANTS, List.of("of", "is"));
        EventCost event = constants.event();
        row("an event, µs", event.perEvent());
        row("each time it is written, µs", event.perWrite());
        row("each byte that is written, ns", event.perByte() * 1e3);
        row("an event, for each node more, on all together, µs", constants.perNode());
        row("a connection, bytes in the process (RSS)", constants.connectionBytes());
        row("its socket, bytes in the kernel", constants.kernelBytes());
        row("opening it, µs", constants.setUpMicros());
        double worst = observations.stream()
                .mapToDouble(each ->
                        Math.abs(event.micros(each.readers(), each.bytes()) / each.readers() / each.micros() - 1))
                .max()
                .orElse(0);
        row(
                "the first three miss what they were made of, %s points, by at most, %%".formatted(observations.size()),
                worst * 100);
    }

    private void row(String of, double value) {
        report.row(CONSTANTS, List.of(of, Cells.number(value)));
    }

    private void forecast(Constants constants) {
        report.table(
                FORECAST,
                List.of(
                        "nodes",
                        "cores of each",
                        "memory of each, GB",
                        "most events/s to all",
                        "an event reaches the last after, s",
                        "all of a node come back in, s"));
        for (int cores : CORES) {
            forecast(new Forecast(constants, CLIENTS, 1, cores, Stage.BYTES));
        }
        for (int nodes : NODES) {
            forecast(new Forecast(constants, CLIENTS, nodes, NODE_CORES, Stage.BYTES));
        }
    }

    private void forecast(Forecast forecast) {
        report.row(
                FORECAST,
                List.of(
                        String.valueOf(forecast.nodes()),
                        String.valueOf(forecast.cores()),
                        Cells.number(forecast.memory() / GIGABYTE),
                        Cells.number(forecast.events()),
                        Cells.number(forecast.lastReader()),
                        Cells.number(forecast.reconnected())));
    }
}
