package io.busbar.server;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.busbar.server.config.ConfigSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A node in this JVM, on free ports. */
final class TestNode implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final BusbarServer server;
    final BusbarServer.Started started;

    private TestNode(BusbarServer server, BusbarServer.Started started) {
        this.server = server;
        this.started = started;
    }

    static TestNode start(String yaml) throws Exception {
        return start(yaml, BusbarServer.FIRST_REQUEST_LIMIT);
    }

    static TestNode start(String yaml, Duration firstRequestLimit) throws Exception {
        BusbarServer server = create(yaml, firstRequestLimit);
        try {
            return new TestNode(
                    server,
                    server.start().toCompletionStage().toCompletableFuture().get(20, SECONDS));
        } catch (Exception e) {
            close(server);
            throw e;
        }
    }

    static BusbarServer create(String yaml, Duration firstRequestLimit) throws IOException {
        Path file = Files.createTempFile("busbar", ".yaml");
        try {
            Files.writeString(file, yaml);
            return BusbarServer.create(
                    new ConfigSource(file)
                            .override("--port", "http", "port", 0)
                            .override("--management-port", "management", "port", 0)
                            .load(),
                    firstRequestLimit);
        } finally {
            Files.delete(file);
        }
    }

    static void close(BusbarServer server) {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, SECONDS)
                .join();
    }

    int port() {
        return started.httpPort();
    }

    int managementPort() {
        return started.managementPort();
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(port(), path)).GET());
    }

    HttpResponse<String> post(String path, String contentType, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri(port(), path))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> method(String method, String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(port(), path)).method(method, BodyPublishers.noBody()));
    }

    HttpResponse<String> management(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(managementPort(), path)).GET());
    }

    SseLines stream(String path) throws Exception {
        return SseLines.open(uri(port(), path));
    }

    static URI uri(int port, String path) {
        return uri("127.0.0.1", port, path);
    }

    static URI uri(String host, int port, String path) {
        return URI.create("http://" + host + ":" + port + path);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        close(server);
    }
}
