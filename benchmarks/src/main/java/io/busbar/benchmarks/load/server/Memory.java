package io.busbar.benchmarks.load.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory that processes take. */
public final class Memory {

    private static final String RESIDENT = "VmRSS:";
    private static final String KERNEL = "Slab:";

    private Memory() {}

    /**
     * Returns how many bytes of a process, and of those that it has started, are in memory.
     *
     * @throws IOException if there is no such process, or this is not Linux
     */
    public static long resident(ProcessHandle process) throws IOException {
        long bytes = 0;
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            bytes += residentOfOne(each.pid());
        }
        return bytes;
    }

    /** Returns the same for one process, which is less work. */
    public static long residentOfOne(long pid) throws IOException {
        return bytes(Path.of("/proc", String.valueOf(pid), "status"), RESIDENT);
    }

    /**
     * Returns how many bytes of small objects the kernel keeps for all processes, such as sockets.
     *
     * @throws IOException if this is not Linux
     */
    public static long kernel() throws IOException {
        return bytes(Path.of("/proc/meminfo"), KERNEL);
    }

    private static long bytes(Path file, String key) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(key)) {
                String kilobytes = line.substring(key.length(), line.length() - " kB".length());
                return Long.parseLong(kilobytes.strip()) << 10;
            }
        }
        throw new IOException("no " + key + " in " + file);
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
