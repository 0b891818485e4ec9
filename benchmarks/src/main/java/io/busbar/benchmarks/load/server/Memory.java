package io.busbar.benchmarks.load.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory that processes take. */
public final class Memory {

    private static final String RESIDENT = "VmRSS:";

    private Memory() {}

    /**
     * Returns how many bytes of a process, and of those that it has started, are in memory.
     *
     * @throws IOException if there is no such process, or this is not Linux
     */
    public static long resident(ProcessHandle process) throws IOException {
        long kilobytes = 0;
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(each.pid()), "status"))) {
                if (line.startsWith(RESIDENT)) {
                    kilobytes += Long.parseLong(line.substring(RESIDENT.length(), line.length() - " kB".length())
                            .strip());
                }
            }
        }
        return kilobytes << 10;
    }

    /**
     * Has a JVM collect all garbage, and returns how many bytes of its heap are left.
     *
     * @throws IOException if that is not the id of a JVM
     */
    public static long liveHeap(long pid) throws IOException {
        Process jcmd = new ProcessBuilder(JavaCommand.tool("jcmd"), String.valueOf(pid), "GC.class_histogram")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // The last line: Total, objects, bytes.
        return jcmd.inputReader()
                .lines()
                .filter(line -> line.startsWith("Total "))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
                .findAny()
                .orElseThrow(() -> new IOException("no histogram of " + pid));
    }
}
