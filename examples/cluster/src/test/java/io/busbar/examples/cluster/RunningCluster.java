package io.busbar.examples.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The example, as its command starts it, with ports and a cluster of its own. */
final class RunningCluster implements AutoCloseable {

    private final int port = FreePorts.first();
    private final Process starter;
    private final Writer terminal;
    private final BufferedReader printed;
    private final List<ProcessHandle> processes;

    RunningCluster() throws Exception {
        starter = command(port).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        terminal = starter.outputWriter(StandardCharsets.UTF_8);
        printed = starter.inputReader(StandardCharsets.UTF_8);
        expectLine("Busbar cluster: open " + url(1));
        expectLine("Type 1 or 2, and Enter,");
        processes = starter.descendants().toList();
    }

    /** Returns what starts the example on {@code port} and the next. */
    static ProcessBuilder command(int port) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + Member.NAME + "=test-" + UUID.randomUUID(),
                "-D" + Member.PORT + "=" + FreePorts.first(),
                "-cp",
                System.getProperty("java.class.path"),
                ClusterExample.class.getName(),
                String.valueOf(port));
    }

    /** Returns where the page of a node is. */
    String url(int node) {
        return "http://localhost:" + (port + node - 1) + "/";
    }

    /** Returns the processes that were started, without the starter. */
    List<ProcessHandle> processes() {
        return processes;
    }

    /** Types a line into the starter's terminal, and waits until it says {@code answer}. */
    void type(String line, String answer) throws Exception {
        terminal.write(line + "\n");
        terminal.flush();
        expectLine(answer);
    }

    private void expectLine(String begin) throws Exception {
        CompletableFuture.runAsync(() -> {
                    try {
                        String line = printed.readLine();
                        while (line != null && !line.strip().startsWith(begin)) {
                            line = printed.readLine();
                        }
                        assertThat(line).as("a line that begins with " + begin).isNotNull();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .get(60, SECONDS);
    }

    /** Ends the starter, as a closed terminal might, and waits until the others have ended with it. */
    @Override
    public void close() {
        List<ProcessHandle> left = starter.descendants().toList();
        starter.destroyForcibly();
        for (ProcessHandle process : left) {
            process.onExit().orTimeout(20, SECONDS).join();
        }
    }
}
