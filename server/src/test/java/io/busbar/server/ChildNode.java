package io.busbar.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A node in a JVM of its own, from the class path of the tests. */
final class ChildNode implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 60;
    private static final long SIGINT = 1L << (2 - 1);

    /** As the manifest of the distribution has it. */
    private static final List<String> OPENED = List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    /** One that lives for seconds is compiled at once, or never gets to its speed. */
    private static final List<String> FOR_SHORT_LIVES =
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** Those that live, so that none outlives the tests, even if these are told to end. */
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "end-children"));
    }

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Thread outReader;
    private final Thread errReader;

    private ChildNode(Process process) {
        this.process = process;
        ALIVE.add(process);
        process.onExit().thenRun(() -> ALIVE.remove(process));
        outReader = reader(process.inputReader(StandardCharsets.UTF_8), lines::add);
        errReader = reader(process.errorReader(StandardCharsets.UTF_8), errors::add);
    }

    static ChildNode start(Map<String, String> environment, String... args) throws IOException {
        return start(List.of(), environment, args);
    }

    /** As {@link #start(Map, String...)}, by way of {@code launcher}, a command that becomes the JVM. */
    static ChildNode start(List<String> launcher, Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(interruptible());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPENED);
        command.addAll(FOR_SHORT_LIVES);
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("BUSBAR_"));
        builder.environment().putAll(environment);
        return new ChildNode(builder.start());
    }

    /**
     * A shell's background job ignores SIGINT, and so do all its children, JVMs too: a test run in the background could
     * interrupt no node.
     */
    private static List<String> interruptible() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("SigIgn:")
                        && (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT) != 0) {
                    return List.of("env", "--default-signal=INT");
                }
            }
        }
        return List.of();
    }

    /** ArchUnit brings SLF4J along, which the distribution does not have, and which complains when nobody listens. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the id of its process. */
    long pid() {
        return process.pid();
    }

    private static Thread reader(BufferedReader from, Consumer<String> to) {
        Thread thread = new Thread(() -> from.lines().forEach(to), "child-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Returns the next line of stdout. */
    String line() throws InterruptedException {
        String line = lines.poll(TIMEOUT_SECONDS, SECONDS);
        assertThat(line).as("no line on stdout; stderr: %s", errors).isNotNull();
        return line;
    }

    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-s", name, "" + process.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(TIMEOUT_SECONDS, SECONDS)).as("ended").isTrue();
        outReader.join();
        errReader.join();
        return process.exitValue();
    }

    List<String> remainingLines() {
        return List.copyOf(lines);
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
