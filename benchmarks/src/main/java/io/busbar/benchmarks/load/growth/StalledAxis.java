package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.HttpPublishing;
import io.busbar.benchmarks.load.client.Numbered;
import io.busbar.benchmarks.load.client.PublishRequest;
import io.busbar.benchmarks.load.client.Stalled;
import io.busbar.benchmarks.load.client.StreamRequests;
import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Scenario;
import io.busbar.benchmarks.load.rig.Session;
import io.busbar.benchmarks.load.server.BusbarServer;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.server.SendQueues;
import io.busbar.benchmarks.load.trial.Trials;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Of as many connections, some that never read. Their sockets are filled up first, with events that the others do not subscribe to,
 * and counted. Beside it the same without them: as many readers as there are left.
 */
final class StalledAxis {

    static final String STALLED = "stalled";
    static final String WITHOUT = "without them";

    /** How many connections there are, stalled or not. */
    static final String OF = "stalled-of";

    private static final double RATE = 8;

    /** So few events say little of the slowest, in the time of others; but it has to be over before anybody is cut. */
    private static final int STRETCH = 2;

    private static final int PERCENT = 100;
    private static final String SMALL = Numbered.name("load.", 0);
    private static final String FILL = "load.fill";
    private static final int FILL_BYTES = 100_000;
    private static final int FILL_EVENTS = 5;

    /** What a socket holds at least that takes no more. */
    private static final long FULL_BYTES = 64 << 10;

    private static final long FILL_MILLIS = 20_000;
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final long LOOK_MILLIS = 100;

    private final Stage stage;
    private final int connections;

    /** Creates what makes the axis. */
    StalledAxis(Stage stage) {
        this.stage = stage;
        connections = stage.settings().number(OF);
    }

    Axis axis() {
        List<Point> points = new ArrayList<>();
        for (int percent : stage.settings().numbers(STALLED)) {
            int stalled = connections * percent / PERCENT;
            Map<String, Run> runs = new LinkedHashMap<>();
            runs.put(Stage.BUSBAR, millis -> measure(stalled, millis));
            runs.put(WITHOUT, millis -> stage.busbar().run(others(stalled), millis * STRETCH));
            points.add(new Point(percent + " %", percent, null, runs));
        }
        return new Axis(
                STALLED,
                "Slow readers: of %,d connections some that never read, 8 events/s; what the others cost, and get"
                        .formatted(connections),
                "stalled",
                points,
                true,
                List.of(
                        Metric.STEADY,
                        Metric.COMPILERS,
                        Metric.LOAD,
                        Metric.DELIVERED,
                        Metric.P50,
                        Metric.P99,
                        Metric.LAST_P50,
                        Metric.LAST_P99,
                        Metric.STALLED,
                        Metric.FULL,
                        Metric.CONNECTED),
                Metric.STEADY,
                WITHOUT);
    }

    private Scenario others(int stalled) {
        return new Scenario("", connections - stalled, 1, RATE, 0, Stage.BYTES, 1, 1);
    }

    private Measures measure(int count, long millis) throws Exception {
        BusbarServer server = stage.busbarServer();
        byte[] request = StreamRequests.of("/events?address=" + SMALL + "&address=" + FILL);
        long before = server.connections();
        try (Stalled stalled = Stalled.connect(server.port(), request, count)) {
            await(server, before + count);
            fill(server);
            try (Session session = stage.busbar().open(others(count))) {
                long full = SendQueues.count(server.port(), FULL_BYTES);
                Measures measures = session.run(millis * STRETCH);
                long left = server.connections() - (connections - count);
                return measures.with(Metric.STALLED, stalled.count())
                        .with(Metric.FULL, (double) full)
                        .with(Metric.CONNECTED, (double) left);
            }
        } finally {
            await(server, before);
        }
    }

    /** Publishes what nobody reads. */
    private void fill(BusbarServer server) throws Exception {
        PublishRequest request = PublishRequest.to("/publish/" + FILL, FILL_BYTES);
        Trials trials = new Trials(() -> ProcessorTime.of(server.handle()));
        try (Crowd nobody = new Crowd(stage.load().readers(), FILL_BYTES);
                HttpPublishing publishing =
                        new HttpPublishing(stage.load().publishers(), List.of(server.port()), 1, request)) {
            trials.burst(nobody, publishing, FILL_EVENTS, FILL_MILLIS);
        }
    }

    private static void await(BusbarServer server, long connections) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (server.connections() != connections) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException(server.connections() + " connections instead of " + connections);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
