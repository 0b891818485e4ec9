package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.HttpPublishing;
import io.busbar.benchmarks.load.client.Numbered;
import io.busbar.benchmarks.load.client.PublishRequest;
import io.busbar.benchmarks.load.client.StreamRequests;
import io.busbar.benchmarks.load.cluster.LoadCluster;
import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Metric;
import io.busbar.benchmarks.load.trial.Trials;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes of a cluster among which the readers are spread; with a history of each node's own, and with a shared one. */
final class NodesAxis {

    static final String NODES = "nodes";

    /** The history of each node's own. */
    static final String OWN = "own history";

    private static final Map<String, String> MODES = modes();
    private static final int READERS = 600;
    private static final double RATE = 50;
    private static final double WARM_RATE = 400;
    private static final long SECOND = 1_000;
    private static final String ADDRESS = Numbered.name("load.", 0);

    private static final String YAML = """
            bridges:
              - name: load
                sources: [{address: %s}]
                outboundPermitted: [{addressRegex: "load[.].+"}]
                inboundPermitted: [{addressRegex: "load[.].+"}]
                history: {mode: "%s"}
            """;

    private NodesAxis() {}

    private static Map<String, String> modes() {
        Map<String, String> modes = new LinkedHashMap<>();
        modes.put(OWN, "memory");
        modes.put("shared history", "cluster");
        return modes;
    }

    static Axis of(Stage stage) {
        List<Point> points = new ArrayList<>();
        for (int count : stage.settings().numbers(NODES)) {
            Map<String, Run> runs = new LinkedHashMap<>();
            MODES.forEach((server, mode) -> runs.put(server, new Cluster(stage, count, mode)));
            points.add(new Point(Points.label(count), count, null, runs));
        }
        return new Axis(
                NODES,
                "Nodes: 600 readers of one address in all, 50 events/s; processor time of all nodes together",
                NODES,
                points,
                false,
                List.of(
                        Metric.STEADY,
                        Metric.PER_EVENT,
                        Metric.COMPILERS,
                        Metric.LOAD,
                        Metric.DELIVERED,
                        Metric.P50,
                        Metric.P99,
                        Metric.LAST_P50,
                        Metric.LAST_P99),
                Metric.STEADY,
                "");
    }

    /** A cluster of so many nodes. */
    private static final class Cluster implements Run {

        private final Stage stage;
        private final int count;
        private final String mode;
        private @Nullable LoadCluster cluster;
        private @Nullable Trials trials;

        Cluster(Stage stage, int count, String mode) {
            this.stage = stage;
            this.count = count;
            this.mode = mode;
        }

        @Override
        public Measures measure(long millis) throws Exception {
            if (cluster == null || trials == null) {
                cluster = new LoadCluster(
                        count, YAML.formatted(ADDRESS, mode), stage.settings().texts("nodejvm"));
                trials = warm(cluster);
            }
            return run(cluster, trials, RATE, millis);
        }

        private Trials warm(LoadCluster nodes) throws Exception {
            try {
                Trials runs = new Trials(nodes);
                run(nodes, runs, WARM_RATE, stage.settings().number("warm") * SECOND);
                return runs;
            } catch (Exception e) {
                close();
                throw e;
            }
        }

        private Measures run(LoadCluster nodes, Trials runs, double rate, long millis) throws Exception {
            PublishRequest request = PublishRequest.to("/publish/" + ADDRESS, Stage.BYTES);
            try (Crowd crowd = crowd(nodes);
                    HttpPublishing publishing =
                            new HttpPublishing(stage.load().publishers(), nodes.ports(), count * 2, request)) {
                crowd.open();
                Measures measures = Measures.of(runs.run(crowd, publishing, rate, millis));
                double micros = measures.value(Metric.STEADY).orElse(0);
                return measures.with(Metric.PER_EVENT, micros * READERS);
            }
        }

        private Crowd crowd(LoadCluster nodes) {
            Crowd crowd = new Crowd(stage.load().readers(), Stage.BYTES);
            List<byte[]> request = List.of(StreamRequests.of("/events/" + ADDRESS));
            for (int i = 0; i < READERS; i++) {
                crowd.add(nodes.ports().get(i % count), request);
            }
            return crowd;
        }

        @Override
        public void close() throws IOException {
            if (cluster != null) {
                cluster.close();
                cluster = null;
            }
        }
    }
}
