package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The example as a process of its own. */
@Timeout(60)
class CommandTest {

    private static final Pattern URL = Pattern.compile("open (http://localhost:\\d+/)");

    private Process process;

    @AfterEach
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void itSaysWhichUrlToOpen() throws Exception {
        process = run(List.of(), Map.of(), "0");
        BufferedReader stdout = process.inputReader();
        Matcher url = URL.matcher(stdout.readLine());
        assertThat(url.find()).isTrue();

        HttpRequest request = HttpRequest.newBuilder(URI.create(url.group(1))).build();
        String page = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        assertThat(page).contains("<h1>").contains("Busbar");
    }

    @Test
    void aPortInUseIsOneSentenceAndExitCode1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            process = run(List.of("-Dport=" + port), Map.of("PORT", "0"));
            assertThat(Complaint.of(process)).startsWith("Can't listen on 127.0.0.1:" + port);
            process = run(List.of(), Map.of("PORT", port));
            assertThat(Complaint.of(process)).startsWith("Can't listen on 127.0.0.1:" + port);
        }
    }

    @Test
    void whatIsNoPortIsOneSentenceAndExitCode1() throws Exception {
        process = run(List.of(), Map.of(), "80a");
        assertThat(Complaint.of(process)).startsWith("\"80a\" is not a port");
        process = run(List.of("-Dport=65536"), Map.of());
        assertThat(Complaint.of(process)).startsWith("\"65536\" is not a port");
    }

    private static Process run(List<String> options, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Quickstart.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("PORT", "HOST", "JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
