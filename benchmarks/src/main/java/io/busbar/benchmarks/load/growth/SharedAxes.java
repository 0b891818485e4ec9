package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.growth.Point.Shape;
import io.busbar.benchmarks.load.rig.Contender;
import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The axes along which one warm server, beside a raw one, is enough. */
final class SharedAxes {

    static final String CONNECTIONS = "connections";
    static final String SIZE = "size";
    static final String RATE = "rate";

    /** What most axes show. */
    static final List<Metric> COSTS = List.of(
            Metric.STEADY,
            Metric.COMPILERS,
            Metric.LOAD,
            Metric.DELIVERED,
            Metric.P50,
            Metric.P99,
            Metric.LAST_P50,
            Metric.LAST_P99);

    private static final double DELIVERIES = 40_000;
    private static final int RATE_READERS = 1_000;
    private static final int SIZE_READERS = 200;
    private static final double BYTES_PER_SECOND = 200e6;

    /** Events that come closer may be written together. */
    private static final double APART_RATE = 100;

    private static final int MANY_LANES = 8;
    private static final double FEW = 10_000;
    private static final int MOST_STRETCH = 3;

    private final Stage stage;

    SharedAxes(Stage stage) {
        this.stage = stage;
    }

    /** Readers of one address: the more, the fewer events. */
    Axis connections() throws IOException {
        Map<Integer, String> counts = Points.possible(stage.settings().numbers(CONNECTIONS));
        List<Point> points = new ArrayList<>();
        counts.forEach((count, label) -> points.add(point(label, count, count, DELIVERIES / count, Stage.BYTES)));
        return axis(
                CONNECTIONS,
                "Connections: readers of one address, 40,000 deliveries/s in all",
                "connections",
                points,
                columns(Metric.SET_UP, Metric.SET_UP_CPU));
    }

    /** Bytes of an event, as often as the bytes in all allow. */
    Axis size() {
        List<Point> points = new ArrayList<>();
        for (int bytes : stage.settings().numbers(SIZE)) {
            double rate = Math.min(APART_RATE, BYTES_PER_SECOND / SIZE_READERS / bytes);
            points.add(point(Points.label(bytes), bytes, SIZE_READERS, rate, bytes));
        }
        return axis(
                SIZE,
                "Event size: 200 readers of one address, 100 events/s, or as many as 200 MB/s are",
                "bytes",
                points,
                columns(Metric.PER_BYTE));
    }

    /** Events per second. */
    Axis rate() {
        List<Point> points = new ArrayList<>();
        for (int rate : stage.settings().numbers(RATE)) {
            points.add(point(Points.label(rate), rate, RATE_READERS, rate, Stage.BYTES));
        }
        return axis(RATE, "Rate: 1,000 readers of one address", "events/s", points, columns(Metric.PER_EVENT));
    }

    private static Axis axis(String name, String title, String heading, List<Point> points, List<Metric> columns) {
        return new Axis(name, title, heading, points, true, columns, Metric.STEADY, Stage.RAW);
    }

    private static List<Metric> columns(Metric... more) {
        return Stream.concat(COSTS.stream(), Stream.of(more)).toList();
    }

    private Point point(String label, double x, int readers, double rate, int bytes) {
        int lanes = rate > APART_RATE ? MANY_LANES : 1;
        int stretch = (int) Math.max(1, Math.min(MOST_STRETCH, Math.ceil(FEW / (readers * rate))));
        Scenario scenario = new Scenario(label, readers, 1, rate, 0, bytes, lanes, stretch);
        Map<String, Run> runs = new LinkedHashMap<>();
        runs.put(Stage.BUSBAR, millis -> run(stage.busbar(), scenario, millis));
        runs.put(Stage.RAW, millis -> run(stage.raw(), scenario, millis));
        return new Point(label, x, rate > APART_RATE ? null : new Shape(readers, bytes), runs);
    }

    private static Measures run(Contender contender, Scenario scenario, long millis) throws Exception {
        Measures measures = contender.run(scenario, millis * scenario.stretch());
        double micros = measures.value(Metric.STEADY).orElse(0);
        return measures.with(Metric.PER_BYTE, micros * 1e3 / scenario.bytes())
                .with(Metric.PER_EVENT, micros * scenario.connections());
    }
}
