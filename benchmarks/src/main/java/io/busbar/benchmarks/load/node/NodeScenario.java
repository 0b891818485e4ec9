package io.busbar.benchmarks.load.node;

import io.busbar.benchmarks.load.rig.Contender;
import io.busbar.benchmarks.load.rig.IdleConnections;
import io.busbar.benchmarks.load.rig.Load;
import io.busbar.benchmarks.load.rig.Measures;
import io.busbar.benchmarks.load.rig.Results;
import io.busbar.benchmarks.load.rig.Scenario;
import io.busbar.benchmarks.load.rig.Subjects;
import io.busbar.benchmarks.load.tool.Report;
import io.busbar.benchmarks.load.tool.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an event, and a connection, cost on one server, beside servers that do less. All run at the same time, and are measured in
 * turn, round after round, so that a machine that is slower for a while is so for all of them.
 */
public final class NodeScenario {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("scenarios", "S1,S1L,S2,S4,S5,S6,S3"),
            Map.entry("servers", "busbar,raw,shared,naive,nchan,external"),
            Map.entry("against", "raw"),
            Map.entry("rounds", "3"),
            Map.entry("seconds", "4"),
            Map.entry("warm", "40"),
            Map.entry("minutes", "20"),
            Map.entry("jvm", "-Xmx2g"),
            Map.entry("nchan", ""),
            Map.entry("connections", ""),
            Map.entry("addresses", ""),
            Map.entry("rate", ""),
            Map.entry("bytes", ""));

    private static final int IDLE_CONNECTIONS = 10_000;
    private static final long SECOND = 1_000;

    private final Settings settings;
    private final Report report;
    private final Results results = new Results();
    private final List<Scenario> scenarios;
    private final long deadline;
    private final int rounds;

    private NodeScenario(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
        rounds = settings.number("rounds");
        deadline = System.nanoTime() + settings.number("minutes") * 60_000_000_000L;
        scenarios = settings.texts("scenarios").stream()
                .filter(name -> !name.equals(Catalogue.IDLE))
                .map(name -> Catalogue.of(name, settings))
                .toList();
        report.table(NodeTables.NOT_RUN, List.of("server", "what", "why"));
    }

    /**
     * Runs it; takes minutes.
     *
     * @param text what is chosen, see {@link Settings}
     * @param external the command of a further server; empty for none
     * @throws IllegalArgumentException if that can't be chosen
     */
    public static void run(String text, String external, Report report) throws Exception {
        NodeScenario scenario = new NodeScenario(Settings.parse(text, DEFAULTS), report);
        Settings settings = scenario.settings;
        try (Load load = new Load();
                Subjects subjects = new Subjects(settings.texts("jvm"), settings.text("nchan"), external)) {
            scenario.run(subjects, load);
        }
    }

    private void run(Subjects subjects, Load load) throws Exception {
        List<String> there = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        try {
            for (String name : settings.texts("servers")) {
                start(name, subjects, load, contenders);
            }
            contenders.forEach(contender -> there.add(contender.name()));
            if (!scenarios.isEmpty()) {
                busy(contenders);
            }
        } finally {
            for (Contender contender : contenders) {
                contender.close();
            }
        }
        int connections = settings.number("connections", IDLE_CONNECTIONS);
        if (settings.texts("scenarios").contains(Catalogue.IDLE)) {
            idle(there, subjects, load, connections);
        }
        new NodeTables(report, results, there, settings.text("against")).add(scenarios, connections);
    }

    private void start(String name, Subjects subjects, Load load, List<Contender> contenders)
            throws InterruptedException {
        try {
            contenders.add(new Contender(name, subjects.start(name), load));
        } catch (IOException e) {
            skip(name, "all", e);
        }
    }

    private void busy(List<Contender> contenders) throws Exception {
        for (Contender contender : contenders) {
            contender.warmUp(settings.number("warm") * SECOND);
        }
        for (Scenario scenario : scenarios) {
            long millis = settings.number("seconds") * SECOND * scenario.stretch();
            for (int round = 1; round <= rounds; round++) {
                for (Contender contender : contenders) {
                    measured(contender.name(), scenario.name(), round, () -> contender.run(scenario, millis));
                }
            }
        }
    }

    private void idle(List<String> servers, Subjects subjects, Load load, int connections) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            for (String name : servers) {
                measured(name, Catalogue.IDLE, round, () -> {
                    try (Contender contender = new Contender(name, subjects.start(name), load)) {
                        return new IdleConnections(contender).measure(connections);
                    }
                });
            }
        }
    }

    /** One run. */
    private interface Run {
        Measures run() throws Exception;
    }

    private void measured(String server, String scenario, int round, Run run) throws Exception {
        if (System.nanoTime() - deadline > 0) {
            report.row(NodeTables.NOT_RUN, List.of(server, scenario + ", round " + round, "the time was over"));
            return;
        }
        try {
            Measures measures = run.run();
            results.add(scenario, server, round, measures);
            System.out.println(scenario + ", round " + round + ", " + server + ": " + measures);
        } catch (IOException | RuntimeException e) {
            skip(server, scenario + ", round " + round, e);
        }
    }

    private void skip(String server, String what, Exception why) {
        report.row(NodeTables.NOT_RUN, List.of(server, what, String.valueOf(why.getMessage())));
    }
}
