package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.Numbered;
import io.busbar.benchmarks.load.client.StreamRequests;
import io.busbar.benchmarks.load.growth.Point.Shape;
import io.busbar.benchmarks.load.rig.Contender;
import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Scenario;
import io.busbar.benchmarks.load.rig.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that are published to in turn. Each has one reader, so that an event is delivered once wherever it goes: with fewer
 * addresses than connections the other connections read an address without events, with more each reads several. A
 * server keeps an address for minutes after its last reader, so each point has a server of its own.
 */
final class AddressesAxis {

    static final String ADDRESSES = "addresses";

    private static final int CONNECTIONS = 1_000;
    private static final int RATE = 5_000;
    private static final int LANES = 8;

    /** From here on events for one connection are so far apart that each is written alone. */
    private static final int APART = 100;

    private static final int QUIET_ADDRESS = 999_999;

    private AddressesAxis() {}

    static Axis of(Stage stage) {
        List<Point> points = new ArrayList<>();
        for (int count : stage.settings().numbers(ADDRESSES)) {
            Map<String, Run> runs = new LinkedHashMap<>();
            runs.put(Stage.BUSBAR, new Turn(stage, Stage.BUSBAR, count));
            if (count <= CONNECTIONS) {
                runs.put(Stage.RAW, new Turn(stage, Stage.RAW, count));
            }
            points.add(new Point(Points.label(count), count, count < APART ? null : new Shape(1, Stage.BYTES), runs));
        }
        return new Axis(
                ADDRESSES,
                "Addresses: 1,000 connections, 5,000 events/s in all, each with one reader",
                ADDRESSES,
                points,
                true,
                List.of(
                        Metric.STEADY,
                        Metric.COMPILERS,
                        Metric.LOAD,
                        Metric.DELIVERED,
                        Metric.P50,
                        Metric.P99,
                        Metric.P999,
                        Metric.SET_UP,
                        Metric.SET_UP_CPU),
                Metric.STEADY,
                Stage.RAW);
    }

    /** One server and as many addresses, which stay open over all rounds. */
    private static final class Turn implements Run {

        private final Stage stage;
        private final String server;
        private final int addresses;
        private @Nullable Contender own;
        private @Nullable Crowd others;
        private @Nullable Session session;

        Turn(Stage stage, String server, int addresses) {
            this.stage = stage;
            this.server = server;
            this.addresses = addresses;
        }

        @Override
        public Measures measure(long millis) throws Exception {
            if (session == null) {
                Contender contender = contender();
                others = others(contender);
                int readers = Math.min(addresses, CONNECTIONS);
                session = contender.open(new Scenario("", readers, addresses, RATE, 0, Stage.BYTES, LANES, 1));
            }
            return session.run(millis);
        }

        private Contender contender() throws Exception {
            if (server.equals(Stage.RAW)) {
                return stage.raw();
            }
            own = stage.fresh(Stage.YAML);
            return own;
        }

        private Crowd others(Contender contender) throws InterruptedException {
            Crowd crowd = new Crowd(stage.load().readers(), Stage.BYTES);
            byte[] request = StreamRequests.of(Numbered.name(contender.subject().streams(), QUIET_ADDRESS));
            for (int i = addresses; i < CONNECTIONS; i++) {
                crowd.add(contender.subject().port(), List.of(request));
            }
            if (crowd.groups() > 0) {
                crowd.open();
            }
            return crowd;
        }

        @Override
        public void close() throws IOException {
            if (session != null) {
                session.close();
            }
            if (others != null) {
                others.close();
            }
            if (own != null) {
                own.close();
            }
        }
    }
}
