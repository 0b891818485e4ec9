package io.busbar.benchmarks.load.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system lets a process have. */
public final class Limits {

    private static final String FILES = "Max open files";

    /** A server and the load have other files than connections. */
    private static final int OTHER_FILES = 500;

    private Limits() {}

    /**
     * Returns how many connections a process can have open. A JVM takes the hard limit by itself.
     *
     * @throws IOException if this is not Linux
     */
    public static int connections() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith(FILES)) {
                String hard = line.substring(FILES.length()).strip().split("\\s+", -1)[1];
                return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard) - OTHER_FILES;
            }
        }
        throw new IOException("no " + FILES);
    }
}
