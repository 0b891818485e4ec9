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
            runs.put(Stage.BUSBAR, new OfItsOwn(stage, count));
            if (count <= CONNECTIONS) {
                runs.put(Stage.RAW, millis -> onShared(stage, stage.raw(), count, millis));
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

    /** On a server that others use, too, the readers of this point must not be there at those of others. */
    private static Measures onShared(Stage stage, Contender contender, int addresses, long millis) throws Exception {
        Crowd others = others(stage, contender, addresses);
        try (others;
                Session session = contender.open(scenario(addresses))) {
            return session.run(millis);
        }
    }

    private static Scenario scenario(int addresses) {
        int readers = Math.min(addresses, CONNECTIONS);
        return new Scenario("", readers, addresses, RATE, 0, Stage.BYTES, LANES, 1);
    }

    private static Crowd others(Stage stage, Contender contender, int addresses) throws InterruptedException {
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

    /** A server and as many addresses, which stay open over all rounds. */
    private static final class OfItsOwn implements Run {

        private final Stage stage;
        private final int addresses;
        private @Nullable Contender own;
        private @Nullable Crowd others;
        private @Nullable Session session;

        OfItsOwn(Stage stage, int addresses) {
            this.stage = stage;
            this.addresses = addresses;
        }

        @Override
        public Measures measure(long millis) throws Exception {
            if (own == null) {
                own = stage.fresh(Stage.YAML);
            }
            if (others == null) {
                others = others(stage, own, addresses);
            }
            if (session == null) {
                session = own.open(scenario(addresses));
            }
            return session.run(millis);
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
