package io.busbar.examples.datastar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.examples.quickstart.Complaint;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The example as a process of its own, which can be killed. */
final class ExampleProcess implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("open (http://localhost:\\d+/)");

    private final Process process;

    /** Starts it, with these options of the JVM, this environment and these arguments. */
    ExampleProcess(List<String> options, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DatastarExample.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("PORT", "HOST", "DATASTAR", "JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Starts it on a port, with a client. */
    static ExampleProcess on(int port, Client client) throws IOException {
        return new ExampleProcess(List.of("-Ddatastar=" + client.script()), Map.of(), Integer.toString(port));
    }

    /** Waits until it is ready, and returns the URL that it says. */
    URI url() throws IOException {
        Matcher url = URL.matcher(String.valueOf(process.inputReader().readLine()));
        assertThat(url.find()).isTrue();
        return URI.create(url.group(1));
    }

    /** Waits until it has ended with exit code 1, and returns what it said. */
    String complaint() throws InterruptedException {
        return Complaint.of(process);
    }

    /** Kills it, as {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
