package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Busbar server of a {@link TestCluster} or a {@link PartitionCluster}, in a JVM of its own. */
final class ServerNode implements AutoCloseable {

    /** Hazelcast has a minute to find out what happened; usually it takes seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Records with the stacks below them. */
    private static final String MIGRATIONS =
            "\\S+ WARNING com\\.hazelcast\\.internal\\.partition\\.\\S+: .*(\n(?!\\d{4}-).*)*\n?";

    private static final Pattern READY =
            Pattern.compile("busbar ready http=(\\d+) management=(\\d+) node=([0-9a-f-]{36})");

    private final ChildNode process;
    private final String host;
    private int port;
    private int managementPort;
    private String id = "";
    private volatile boolean answers;

    ServerNode(ChildNode process) {
        this(process, "127.0.0.1");
    }

    /** Creates one that clients, and tests, reach at {@code host}. */
    ServerNode(ChildNode process, String host) {
        this.process = process;
        this.host = host;
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

    /** Returns where clients connect, with the host. */
    SocketAddress address() {
        return SocketAddress.inetSocketAddress(port, host);
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
        SseTestClient.Builder client = SseTestClient.to(port, path).at(host);
        for (String header : headers) {
            client.header(header);
        }
        return client.open();
    }

    /** Returns what {@code GET path} answers, which is to end. */
    HttpResponse<String> get(String path) throws Exception {
        return TestNode.send(HttpRequest.newBuilder(TestNode.uri(host, port, path)));
    }

    /** Publishes text by HTTP. */
    HttpResponse<String> publish(String address, String body) throws Exception {
        return TestNode.send(HttpRequest.newBuilder(TestNode.uri(host, port, "/publish/" + address))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Returns what {@code GET path} of the management server answers. */
    HttpResponse<String> management(String path) {
        try {
            return TestNode.send(HttpRequest.newBuilder(TestNode.uri(host, managementPort, path)));
        } catch (Exception e) {
            throw new AssertionError("management of " + id + ": " + e + "; stderr: " + errors(), e);
        }
    }

    JsonObject status() {
        return new JsonObject(management("/admin/api/status").body());
    }

    /** Returns the id of the node that records the log of the first bridge, as this one sees it; empty if it sees none. */
    String recorder() {
        JsonObject history = status().getJsonArray("bridges").getJsonObject(0).getJsonObject("history");
        return history == null ? "" : history.getString("recorder", "");
    }

    /** Returns whether {@code /health/ready} says so now. */
    boolean isReady() {
        return management("/health/ready").statusCode() == 200;
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

    /** As {@link #errors}, without what Hazelcast says of data that was to move to a node which had not started yet, and moves later. */
    List<String> errorsBesidesMigrations() {
        return String.join("\n", errors()).replaceAll(MIGRATIONS, "").lines().toList();
    }

    @Override
    public void close() {
        answers = false;
        process.close();
    }
}
