package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Busbar server of a {@link TestCluster}, in a JVM of its own. */
final class ServerNode implements AutoCloseable {

    /** Hazelcast has a minute to find out what happened; usually it takes seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern READY =
            Pattern.compile("busbar ready http=(\\d+) management=(\\d+) node=([0-9a-f-]{36})");

    private final ChildNode process;
    private int port;
    private int managementPort;
    private String id = "";
    private volatile boolean answers;

    ServerNode(ChildNode process) {
        this.process = process;
    }

    void awaitReadyLine() throws InterruptedException {
        Matcher ready = READY.matcher(process.line());
        assertThat(ready.matches()).isTrue();
        port = Integer.parseInt(ready.group(1));
        managementPort = Integer.parseInt(ready.group(2));
        id = ready.group(3);
        answers = true;
    }

    /** Returns where clients connect. */
    int port() {
        return port;
    }

    /** Returns the node's id, as the ready line told it. */
    String id() {
        return id;
    }

    /** Returns whether it was started, and neither ended nor paused. */
    boolean answers() {
        return answers;
    }

    /** Opens a stream; {@code headers} are {@code Name: value}. */
    SseTestClient stream(String path, String... headers) {
        return SseTestClient.connect(port, path, headers);
    }

    /** Publishes text by HTTP. */
    HttpResponse<String> publish(String address, String body) throws Exception {
        return TestNode.send(HttpRequest.newBuilder(TestNode.uri(port, "/publish/" + address))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Returns what {@code GET path} of the management server answers. */
    HttpResponse<String> management(String path) {
        try {
            return TestNode.send(
                    HttpRequest.newBuilder(TestNode.uri(managementPort, path)).GET());
        } catch (Exception e) {
            throw new AssertionError("management of " + id + ": " + e + "; stderr: " + errors(), e);
        }
    }

    JsonObject status() {
        return new JsonObject(management("/admin/api/status").body());
    }

    void awaitMembers(int count) {
        Conditions.await(
                () -> count + " members, as node " + id + " sees it; stderr: " + errors(),
                () -> status().getJsonObject("cluster").getInteger("members") == count,
                PATIENCE);
    }

    /** Waits until {@code /health/ready} answers so. */
    void awaitReadiness(int statusCode) {
        Conditions.await(
                () -> "readiness " + statusCode + " of node " + id + "; stderr: " + errors(),
                () -> management("/health/ready").statusCode() == statusCode,
                PATIENCE);
    }

    /** Ends it at once, as {@code kill -9} does, and waits until it is gone. */
    void kill() throws Exception {
        answers = false;
        process.signal("KILL");
        process.exitCode();
    }

    /** Asks it to end, waits until it has, and returns its exit code. */
    int terminate() throws Exception {
        answers = false;
        process.signal("TERM");
        return process.exitCode();
    }

    /** Stops its processors, as a suspended machine would, until {@link #resume}. */
    void pause() throws Exception {
        answers = false;
        process.signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    void resume() throws Exception {
        process.signal("CONT");
        answers = true;
    }

    /** Returns what it has printed on stderr. */
    List<String> errors() {
        return process.errors();
    }

    @Override
    public void close() {
        answers = false;
        process.close();
    }
}
