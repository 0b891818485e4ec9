package io.busbar.benchmarks.load;

import io.busbar.benchmarks.load.cluster.ClusterScenario;
import io.busbar.benchmarks.load.growth.GrowthScenario;
import io.busbar.benchmarks.load.node.NodeScenario;
import io.busbar.benchmarks.load.tool.Machine;
import io.busbar.benchmarks.load.tool.Report;
import java.util.Locale;

/** Runs a scenario, and prints what it has shown. */
public final class LoadMain {

    private LoadMain() {}

    /**
     * Runs it. The system property {@code load.with} says what is chosen of it, as {@code key=value}; {@code out} is the file
     * where the tables are to go, and beside which plots are put.
     *
     * @param args the scenario: {@code node}, {@code growth} or {@code cluster}
     */
    public static void main(String[] args) throws Exception {
        Report report = new Report();
        String choices = System.getProperty("load.with", "");
        long start = System.nanoTime();
        try {
            switch (args[0]) {
                case "node" -> NodeScenario.run(choices, System.getProperty("load.raw", ""), report);
                case "growth" -> GrowthScenario.run(choices, report);
                case "cluster" -> ClusterScenario.run(choices, report);
                default ->
                    throw new IllegalArgumentException(args[0] + ": not a scenario; there are: node, growth, cluster");
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        String text = Machine.describe() + String.format(Locale.ROOT, "; %.0f s", (System.nanoTime() - start) / 1e9)
                + "\n" + report.markdown();
        System.out.println();
        System.out.println(text);
        report.write(System.getProperty("out", ""), text);
    }
}
