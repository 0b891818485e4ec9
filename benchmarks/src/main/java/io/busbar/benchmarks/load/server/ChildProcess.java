package io.busbar.benchmarks.load.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A process that ends with this one. For one thread. */
public final class ChildProcess implements AutoCloseable {

    private static final int LAST_WORDS = 5;
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(ChildProcess::end), "end-children"));
    }

    private final Process process;
    private final Path errors;
    private final BufferedReader lines;
    private final PrintWriter commands;

    private ChildProcess(Process process, Path errors) {
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
     * @param environment what to set; what is meant for Busbar and set already is not passed on
     */
    public static ChildProcess start(Path errors, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BUSBAR_"));
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start(), errors);
    }

    /** Writes a line to its stdin. */
    public void tell(String line) {
        commands.println(line);
    }

    /**
     * Returns its next line of stdout that begins with {@code start}.
     *
     * @throws IOException if it ends before; says what it printed on stderr last
     */
    public String line(String start) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new IOException("a process ended: " + lastWords());
    }

    /** Returns whether it runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns what it printed on stderr last. */
    List<String> lastWords() throws IOException {
        List<String> said = Files.readAllLines(errors);
        return said.subList(Math.max(0, said.size() - LAST_WORDS), said.size());
    }

    /** Returns what its account is kept by. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends it at once, and waits until it is gone. */
    @Override
    public void close() {
        end(process);
        process.onExit().join();
        ALIVE.remove(process);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
