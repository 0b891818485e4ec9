package io.busbar.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The processor time that a JVM has taken, user and system, as Linux accounts it. What its compilers take is left out: they
 * are busy for minutes after the start, much longer than a run, and then never again.
 */
final class CpuTime {

    /** What a JVM needs so that no compiler's thread, and with it the account of its time, goes before the JVM does. */
    static final String JVM_OPTION = "-XX:-UseDynamicNumberOfCompilerThreads";

    /** Linux tells it in these units, whatever it counts in. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Behind the name, which is the second one. */
    private static final int USER_FIELD = 11;

    private CpuTime() {}

    /**
     * Returns what process {@code pid} has taken.
     *
     * @throws IOException if there is no such process, or this is not Linux
     */
    static Duration of(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        long ticks = ticks(stat(process));
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                ticks -= compilerTicks(thread);
            }
        }
        return TICK.multipliedBy(ticks);
    }

    private static long compilerTicks(Path thread) throws IOException {
        try {
            String stat = stat(thread);
            return stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler") ? ticks(stat) : 0;
        } catch (NoSuchFileException e) {
            // It has just ended, as threads do.
            return 0;
        }
    }

    private static String stat(Path of) throws IOException {
        return Files.readString(of.resolve("stat"), StandardCharsets.ISO_8859_1);
    }

    private static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[USER_FIELD + 1]);
    }
}
