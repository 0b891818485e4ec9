package io.busbar.benchmarks.load.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time that processes have taken, as Linux accounts it.
 *
 * @param user in their own code
 * @param system in the kernel, for them
 * @param compilers how much of both the compilers of JVMs took, which are busy for minutes after the start, much longer than a
 *     run, and then never again
 */
public record ProcessorTime(Duration user, Duration system, Duration compilers) {

    /** None. */
    public static final ProcessorTime NONE = new ProcessorTime(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** What a JVM needs so that no compiler's thread, and with it the account of its time, goes before the JVM does. */
    public static final String JVM_OPTION = "-XX:-UseDynamicNumberOfCompilerThreads";

    /** Linux tells it in these units, whatever it counts in. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Behind the name, which is the second one. */
    private static final int USER_FIELD = 11;

    /**
     * Returns what a process has taken, and those that it has started.
     *
     * @throws IOException if there is no such process, or this is not Linux
     */
    public static ProcessorTime of(ProcessHandle process) throws IOException {
        ProcessorTime sum = NONE;
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            sum = sum.plus(ofOne(each.pid()));
        }
        return sum;
    }

    /** Returns what process {@code pid} alone has taken. */
    public static ProcessorTime ofOne(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        String stat = stat(process);
        long compilers = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                compilers += compilerTicks(thread);
            }
        }
        return new ProcessorTime(time(user(stat)), time(system(stat)), time(compilers));
    }

    private static long compilerTicks(Path thread) throws IOException {
        try {
            String stat = stat(thread);
            return stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler") ? user(stat) + system(stat) : 0;
        } catch (NoSuchFileException e) {
            // It has just ended, as threads do.
            return 0;
        }
    }

    private static String stat(Path of) throws IOException {
        return Files.readString(of.resolve("stat"), StandardCharsets.ISO_8859_1);
    }

    private static long user(String stat) {
        return field(stat, USER_FIELD);
    }

    private static long system(String stat) {
        return field(stat, USER_FIELD + 1);
    }

    private static long field(String stat, int index) {
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[index]);
    }

    private static Duration time(long ticks) {
        return TICK.multipliedBy(ticks);
    }

    /** Returns all of it. */
    public Duration total() {
        return user.plus(system);
    }

    /** Returns what was not the compilers'. */
    public Duration withoutCompilers() {
        return total().minus(compilers);
    }

    /** Returns the sum of this and that. */
    public ProcessorTime plus(ProcessorTime other) {
        return new ProcessorTime(user.plus(other.user), system.plus(other.system), compilers.plus(other.compilers));
    }

    /** Returns what was taken since {@code before}. */
    public ProcessorTime since(ProcessorTime before) {
        return new ProcessorTime(
                user.minus(before.user), system.minus(before.system), compilers.minus(before.compilers));
    }
}
