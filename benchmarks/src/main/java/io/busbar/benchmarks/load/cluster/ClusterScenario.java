package io.busbar.benchmarks.load.cluster;

import io.busbar.benchmarks.load.client.SocketLoop;
import io.busbar.benchmarks.load.tool.Report;
import io.busbar.benchmarks.load.tool.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What a cluster carries, and what that costs: with one to three nodes, and for each way to keep a history. */
public final class ClusterScenario {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("modes", "cluster,memory,off"),
            Map.entry("nodes", "1,2,3"),
            Map.entry("lanes", "1,16,64,256"),
            Map.entry("bus", "4000,8000,16000,32000,64000"),
            Map.entry("rate", "500"),
            Map.entry("readers", "50"),
            Map.entry("addresses", "1,1000,100000"),
            Map.entry("bytes", "200"),
            Map.entry("seconds", "2"),
            Map.entry("warm", "4"),
            Map.entry("minutes", "10"),
            Map.entry("jvm", "-Xmx512m"));

    /** Streams may have many addresses here, and the history is not what bounds. */
    private static final String YAML = """
            limits: {addressesPerConnection: 1000, addresses: 200000}
            bridges:
              - name: load
                sources: [{address: load.bus}, {address: load.http}, {address: load.many, addressHeader: sse-address, addressPattern: many.*}]
                outboundPermitted: [{addressRegex: "(load|many)[.].+"}]
                inboundPermitted: [{addressRegex: "(load|many)[.].+"}]
                history: {mode: "%s", events: 200000}
            """;

    private final Settings settings;
    private final Report report;
    private final long deadline;

    private ClusterScenario(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
        deadline = System.nanoTime() + settings.number("minutes") * 60_000_000_000L;
    }

    /**
     * Runs it; takes minutes.
     *
     * @param text what is chosen, see {@link Settings}
     * @throws IllegalArgumentException if that can't be chosen
     */
    public static void run(String text, Report report) throws Exception {
        new ClusterScenario(Settings.parse(text, DEFAULTS), report).run();
    }

    private void run() throws Exception {
        ClusterTables.begin(report);
        for (String mode : settings.texts("modes")) {
            for (int nodes : settings.numbers("nodes")) {
                run(mode, nodes);
            }
        }
    }

    private void run(String mode, int nodes) throws Exception {
        List<String> keys = List.of(mode, String.valueOf(nodes));
        if (System.nanoTime() - deadline > 0) {
            report.row(ClusterTables.NOT_RUN, List.of(mode, String.valueOf(nodes), "all", "the time was over"));
            return;
        }
        try (LoadCluster cluster = new LoadCluster(nodes, YAML.formatted(mode), settings.texts("jvm"));
                SocketLoop readers = new SocketLoop("readers");
                SocketLoop lanes = new SocketLoop("lanes")) {
            new ClusterRun(settings, new ClusterTables(report, keys, deadline), cluster, readers, lanes).run();
        } catch (IOException | RuntimeException e) {
            report.row(
                    ClusterTables.NOT_RUN,
                    List.of(mode, String.valueOf(nodes), "the rest", String.valueOf(e.getMessage())));
        }
    }
}
