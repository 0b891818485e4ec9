package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Results;
import io.busbar.benchmarks.load.tool.Report;
import io.busbar.benchmarks.load.tool.Settings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * How cost grows: along one axis at a time. The points of an axis are measured in turn, round after round, so that a machine that is
 * slower for a while is so for all of them.
 */
public final class GrowthScenario {

    private static final String AXES = "connections,memory,addresses,size,rate,stalled,plugins,nodes,burst";

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("axes", AXES),
            Map.entry("rounds", "3"),
            Map.entry("seconds", "3"),
            Map.entry("warm", "20"),
            Map.entry("minutes", "45"),
            Map.entry("jvm", "-Xmx2g"),
            Map.entry("nodejvm", "-Xmx512m"),
            Map.entry(SharedAxes.CONNECTIONS, "1000,2000,5000,10000,20000,50000"),
            Map.entry(AddressesAxis.ADDRESSES, "1,10,100,1000,10000,100000"),
            Map.entry(SharedAxes.SIZE, "50,200,1000,10000,100000,1000000"),
            Map.entry(SharedAxes.RATE, "1,10,40,100,200,500,1000,2000"),
            Map.entry(StalledAxis.STALLED, "0,10,25,50"),
            Map.entry(StalledAxis.OF, "5000"),
            Map.entry(PluginsAxis.PLUGINS, "0,1,2,3,4,5"),
            Map.entry(NodesAxis.NODES, "1,2,3"),
            Map.entry(BurstAxis.BURST, "0,1,4,16"));

    private static final long SECOND = 1_000;

    private final Settings settings;
    private final Report report;
    private final Results results = new Results();
    private final Map<String, Axis> axes = new LinkedHashMap<>();
    private final GrowthTables tables;
    private final long deadline;
    private final int rounds;

    private GrowthScenario(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
        tables = new GrowthTables(report, results);
        rounds = settings.number("rounds");
        deadline = System.nanoTime() + settings.number("minutes") * 60_000_000_000L;
        report.table(GrowthTables.NOT_RUN, List.of("axis", "what", "why"));
    }

    /**
     * Runs it; takes some forty minutes.
     *
     * @param text what is chosen, see {@link Settings}
     * @throws IllegalArgumentException if that can't be chosen
     */
    public static void run(String text, Report report) throws Exception {
        Settings settings = Settings.parse(text, DEFAULTS);
        try (Stage stage = new Stage(settings)) {
            new GrowthScenario(settings, report).run(stage);
        }
    }

    private void run(Stage stage) throws Exception {
        for (String name : settings.texts("axes")) {
            try (Axis axis = axis(name, stage)) {
                axes.put(name, axis);
                run(axis);
                tables.add(axis);
            }
        }
        Budgets budgets = new Budgets(report, results);
        axes.values().forEach(budgets::check);
        new ModelTables(report, results, axes).add();
    }

    private static Axis axis(String name, Stage stage) throws IOException {
        return switch (name) {
            case SharedAxes.CONNECTIONS -> new SharedAxes(stage).connections();
            case SharedAxes.SIZE -> new SharedAxes(stage).size();
            case SharedAxes.RATE -> new SharedAxes(stage).rate();
            case MemoryAxis.MEMORY -> MemoryAxis.of(stage);
            case AddressesAxis.ADDRESSES -> AddressesAxis.of(stage);
            case StalledAxis.STALLED -> new StalledAxis(stage).axis();
            case PluginsAxis.PLUGINS -> PluginsAxis.of(stage);
            case NodesAxis.NODES -> NodesAxis.of(stage);
            case BurstAxis.BURST -> BurstAxis.of(stage);
            default ->
                throw new IllegalArgumentException(name + ": not an axis; there are: " + AXES.replace(",", ", "));
        };
    }

    private void run(Axis axis) throws Exception {
        if (axis.isInterleaved()) {
            for (int round = 1; round <= rounds; round++) {
                for (Point point : axis.points()) {
                    for (Map.Entry<String, Run> run : point.runs().entrySet()) {
                        measure(axis, point, run.getKey(), run.getValue(), round);
                    }
                }
            }
            return;
        }
        for (Point point : axis.points()) {
            for (Map.Entry<String, Run> run : point.runs().entrySet()) {
                for (int round = 1; round <= rounds; round++) {
                    measure(axis, point, run.getKey(), run.getValue(), round);
                }
                run.getValue().close();
            }
        }
    }

    private void measure(Axis axis, Point point, String server, Run run, int round) throws Exception {
        String what = point.label() + ", " + server + ", round " + round;
        if (System.nanoTime() - deadline > 0) {
            report.row(GrowthTables.NOT_RUN, List.of(axis.name(), what, "the time was over"));
            return;
        }
        try {
            Measures measures = run.measure(settings.number("seconds") * SECOND);
            results.add(axis.key(point), server, round, measures);
            System.out.println(axis.name() + " " + what + ": " + measures);
        } catch (IOException | ExecutionException | RuntimeException e) {
            report.row(GrowthTables.NOT_RUN, List.of(axis.name(), what, String.valueOf(e.getMessage())));
        }
    }
}
