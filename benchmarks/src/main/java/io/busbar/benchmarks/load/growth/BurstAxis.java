package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.HttpPublishing;
import io.busbar.benchmarks.load.client.Numbered;
import io.busbar.benchmarks.load.client.PublishRequest;
import io.busbar.benchmarks.load.client.SocketLoop;
import io.busbar.benchmarks.load.client.StreamRequests;
import io.busbar.benchmarks.load.rig.Contender;
import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.rig.Scenario;
import io.busbar.benchmarks.load.rig.Session;
import io.busbar.benchmarks.load.server.BusbarServer;
import io.busbar.benchmarks.load.server.Memory;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.trial.Outcome;
import io.busbar.benchmarks.load.trial.Trials;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Small events, while others publish large ones elsewhere. What they cost and get beside it on a raw server tells how much of it
 * is the machine's, whose processors are full.
 */
final class BurstAxis {

    static final String BURST = "burst";

    /** So that an event that is acknowledged late does not hold up the next. */
    private static final int SMALL_LANES = 16;

    private static final Scenario SMALL = new Scenario(BURST, 200, 1, 100, 0, Stage.BYTES, SMALL_LANES, 1);
    private static final int LARGE_BYTES = 1 << 20;
    private static final int LARGE_ADDRESSES = 4;
    private static final int LARGE_READERS = 2;
    private static final String LARGE_PREFIX = "large.";
    private static final long LOOK_MILLIS = 50;
    private static final double MEBIBYTE = 1 << 20;

    private BurstAxis() {}

    static Axis of(Stage stage) {
        List<Point> points = new ArrayList<>();
        for (int lanes : stage.settings().numbers(BURST)) {
            Map<String, Run> runs = new LinkedHashMap<>();
            for (String server : List.of(Stage.BUSBAR, Stage.RAW)) {
                runs.put(server, new Both(stage, server, lanes));
            }
            points.add(new Point(Points.label(lanes), lanes, null, runs));
        }
        return new Axis(
                BURST,
                "Bursts: 100 events/s of 200 bytes to 200 readers, while others publish 1 MiB to other addresses with two"
                        + " readers each, the next when one is acknowledged",
                "publishers of 1 MiB",
                points,
                true,
                List.of(
                        Metric.P50,
                        Metric.P99,
                        Metric.LAST_P50,
                        Metric.LAST_P99,
                        Metric.BULK,
                        Metric.BULK_P99,
                        Metric.GROWN,
                        Metric.WINDOW,
                        Metric.MISSED),
                Metric.P99,
                Stage.RAW);
    }

    /** Both kinds of events; on a Busbar server that sees nothing else, so that its memory tells. */
    private static final class Both implements Run {

        private final Stage stage;
        private final String server;
        private final int lanes;
        private @Nullable Contender own;
        private @Nullable Trials large;
        private long before;

        Both(Stage stage, String server, int lanes) {
            this.stage = stage;
            this.server = server;
            this.lanes = lanes;
        }

        @Override
        public Measures measure(long millis) throws Exception {
            if (own == null || large == null) {
                own = server.equals(Stage.RAW) ? stage.raw() : stage.fresh(Stage.YAML);
                large = new Trials(() -> ProcessorTime.NONE);
                before = resident(own);
            }
            Contender contender = own;
            Trials trials = large;
            if (!(contender.subject() instanceof BusbarServer busbar)) {
                // The raw server has done much else before.
                return both(contender, trials, millis);
            }
            long missed = busbar.missed();
            try (Peak peak = Peak.watch(() -> resident(contender), LOOK_MILLIS)) {
                return both(contender, trials, millis)
                        .with(Metric.GROWN, (peak.highest() - before) / MEBIBYTE)
                        .with(Metric.WINDOW, busbar.windowBytes() / MEBIBYTE)
                        .with(Metric.MISSED, (double) busbar.missed() - missed);
            }
        }

        private Measures both(Contender contender, Trials trials, long millis) throws Exception {
            FutureTask<@Nullable Outcome> burst = new FutureTask<>(() -> burst(contender, trials, millis));
            Thread thread = new Thread(burst, BURST);
            try (Session small = contender.open(SMALL)) {
                thread.start();
                Measures measures = small.run(millis);
                Outcome outcome = burst.get();
                return outcome == null
                        ? measures
                        : measures.with(Metric.BULK, outcome.acknowledgedPerSecond())
                                .with(Metric.BULK_P99, (double)
                                        outcome.sight().latencies().percentile(0.99))
                                .withLost("1 MiB", outcome.lost());
            } finally {
                thread.join();
            }
        }

        private static long resident(Contender contender) throws IOException {
            return Memory.residentOfOne(contender.subject().handle().pid());
        }

        private @Nullable Outcome burst(Contender contender, Trials trials, long millis) throws Exception {
            if (lanes == 0) {
                return null;
            }
            PublishRequest request = PublishRequest.inTurn(
                    contender.subject().publishing() + LARGE_PREFIX, LARGE_ADDRESSES, LARGE_BYTES);
            int port = contender.subject().port();
            try (SocketLoop reading = new SocketLoop("large-readers");
                    SocketLoop posting = new SocketLoop("large-publishers");
                    Crowd crowd = crowd(contender, reading);
                    HttpPublishing publishing = new HttpPublishing(posting, List.of(port), lanes, request)) {
                crowd.open();
                return trials.burst(crowd, publishing, Long.MAX_VALUE, millis);
            }
        }

        private static Crowd crowd(Contender contender, SocketLoop loop) {
            Crowd crowd = new Crowd(loop, LARGE_BYTES);
            List<byte[]> requests = IntStream.range(0, LARGE_ADDRESSES)
                    .mapToObj(number ->
                            StreamRequests.of(Numbered.name(contender.subject().streams() + LARGE_PREFIX, number)))
                    .toList();
            for (int i = 0; i < LARGE_READERS; i++) {
                crowd.add(contender.subject().port(), requests);
            }
            return crowd;
        }

        @Override
        public void close() throws IOException {
            if (own != null && server.equals(Stage.BUSBAR)) {
                own.close();
            }
        }
    }
}
