package io.busbar.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A JVM from the class path of this one, which ends with it. */
final class ChildJvm implements AutoCloseable {

    /** What Hazelcast asks for, as the distribution's manifest has it. */
    private static final List<String> OPENED = List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "end-children"));
    }

    private final Process process;
    private final Path errors;
    private final BufferedReader lines;
    private final PrintWriter commands;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        lines = process.inputReader(StandardCharsets.UTF_8);
        commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        ALIVE.add(process);
    }

    /**
     * Starts one.
     *
     * @param errors where its stderr goes
     * @param options for the JVM
     * @param environment what to set; what is meant for Busbar and set already is not passed on
     * @param main the name of its main class
     */
    static ChildJvm start(
            Path errors, List<String> options, Map<String, String> environment, String main, List<String> args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPENED);
        command.add(CpuTime.JVM_OPTION);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BUSBAR_"));
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start(), errors);
    }

    /** Writes a line to its stdin. */
    void tell(String line) {
        commands.println(line);
    }

    /**
     * Returns its next line of stdout that begins with {@code start}.
     *
     * @throws IOException if it ends before; says what it printed on stderr last
     */
    String line(String start) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        List<String> said = Files.readAllLines(errors);
        throw new IOException("a JVM ended: " + said.subList(Math.max(0, said.size() - 5), said.size()));
    }

    /** See {@link CpuTime}. */
    Duration cpu() throws IOException {
        return CpuTime.of(process.pid());
    }

    /** Returns its process id. */
    long pid() {
        return process.pid();
    }

    /** Ends it at once, and waits until it is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        ALIVE.remove(process);
    }
}
