package io.busbar.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Runs a scenario, and prints what it has shown. */
public final class LoadMain {

    private LoadMain() {}

    /**
     * Runs it. The system property {@code load.with} says what is chosen of it, as {@code key=value}; {@code out} is the file
     * where the tables are to go.
     *
     * @param args the scenario: {@code cluster}
     */
    public static void main(String[] args) throws Exception {
        Report report = new Report();
        String choices = System.getProperty("load.with", "");
        long start = System.nanoTime();
        try {
            if (!args[0].equals("cluster")) {
                throw new IllegalArgumentException(args[0] + ": not a scenario; there is: cluster");
            }
            ClusterScenario.run(choices, report);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        String text = machine() + String.format(Locale.ROOT, "; %.0f s", (System.nanoTime() - start) / 1e9) + "\n"
                + report.markdown();
        System.out.println();
        System.out.println(text);
        write(System.getProperty("out", ""), text);
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version");
    }

    private static void write(String file, String text) throws IOException {
        if (!file.isEmpty()) {
            Files.writeString(Path.of(file), text);
        }
    }
}
