package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real thing, in a JVM of its own. */
class NodeProcessTest {

    private static final Pattern READY =
            Pattern.compile("busbar ready http=(\\d+) management=(\\d+) node=([0-9a-f-]{36})");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aNodeCarriesEventsUntilASignalEndsItCleanly(String signal) throws Exception {
        try (ChildNode node = ChildNode.start(Map.of(), "run", "--port", "0", "--management-port", "0")) {
            Matcher ready = READY.matcher(node.line());
            assertThat(ready.matches()).isTrue();
            int port = Integer.parseInt(ready.group(1));
            int managementPort = Integer.parseInt(ready.group(2));
            try (SseLines stream = SseLines.open(TestNode.uri(port, "/events/demo.a"))) {
                TestNode.send(HttpRequest.newBuilder(TestNode.uri(port, "/publish/demo.a"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"hello\":\"there\"}")));
                stream.expect("data: {\"hello\":\"there\"}");
                JsonObject status = new JsonObject(
                        TestNode.send(HttpRequest.newBuilder(TestNode.uri(managementPort, "/admin/api/status")))
                                .body());
                assertThat(status.getString("node")).isEqualTo(ready.group(3));
                assertThat(status.getInteger("connections")).isEqualTo(1);

                node.signal(signal);

                stream.expect("event: busbar.closing");
                stream.expect("data: {\"reason\":\"shutdown\"}");
                stream.expectEnd();
                assertThat(node.exitCode()).isZero();
            }
            assertThat(node.remainingLines()).isEmpty();
            assertThat(node.errors())
                    .containsExactly("busbar: no configuration file: listening on 127.0.0.1 with one bridge at /events"
                            + " that permits demo\\..+ both ways");
        }
    }

    @Test
    void aPortInUseIsOneAndASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildNode node = ChildNode.start(
                        Map.of("BUSBAR_MANAGEMENT_PORT", "0"), "run", "--port", "" + taken.getLocalPort())) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(node.remainingLines()).isEmpty();
            assertThat(node.errors())
                    .endsWith("busbar: can't listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (http): Address already in use");
        }
    }

    @Test
    void aWrongConfigurationIsTwoAndASentence() throws Exception {
        Path file = Files.writeString(folder.resolve("busbar.yaml"), "bridges: [{heartbeat: soon}]");
        try (ChildNode node = ChildNode.start(Map.of(), "run", "--config", file.toString())) {
            assertThat(node.exitCode()).isEqualTo(2);
            assertThat(node.remainingLines()).isEmpty();
            assertThat(node.errors())
                    .containsExactly("busbar: " + file
                            + ": bridges[0].heartbeat: not a duration such as 500ms, 15s or 10m: \"soon\"");
        }
    }

    @Test
    void aFileAndTheEnvironmentConfigureANode() throws Exception {
        Path file = Files.writeString(folder.resolve("busbar.json"), """
                {"http": {"port": 1}, "bridges": [{"path": "/stream", "outboundPermitted": [{}]}]}
                """);
        Map<String, String> environment = Map.of("BUSBAR_HTTP_PORT", "0", "BUSBAR_MANAGEMENT_PORT", "0");
        try (ChildNode node = ChildNode.start(environment, "run", "--config", file.toString())) {
            Matcher ready = READY.matcher(node.line());
            assertThat(ready.matches()).isTrue();
            SseLines.open(TestNode.uri(Integer.parseInt(ready.group(1)), "/stream/anything"))
                    .close();

            node.signal("TERM");

            assertThat(node.exitCode()).isZero();
            assertThat(node.errors()).isEmpty();
        }
    }

    @Test
    void aClusterPortInUseIsOneAndASentence() throws Exception {
        Path file = Files.writeString(
                folder.resolve("hz.yaml"),
                "hazelcast: {network: {port: {auto-increment: false}, interfaces: {enabled: true, interfaces: [127.0.0.1]}},"
                        + " properties: {hazelcast.socket.bind.any: false}}");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildNode node = ChildNode.start(
                        Map.of(
                                "BUSBAR_CLUSTER_CONFIG",
                                file.toString(),
                                "BUSBAR_CLUSTER_PORT",
                                "" + taken.getLocalPort()),
                        "run",
                        "--cluster")) {
            assertThat(node.exitCode()).isEqualTo(1);
            assertThat(node.errors())
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith("busbar: can't join cluster \"dev\": ")
                    .contains("" + taken.getLocalPort());
        }
    }
}
