package io.busbar.server;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** An open stream, line by line. */
final class SseLines implements AutoCloseable {

    private static final String END = "(end)";

    private final HttpResponse<Stream<String>> response;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private SseLines(HttpResponse<Stream<String>> response) {
        this.response = response;
    }

    static SseLines open(URI uri) throws IOException, InterruptedException {
        return open(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), uri);
    }

    static SseLines open(HttpClient client, URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        SseLines stream = new SseLines(client.send(request, BodyHandlers.ofLines()));
        Thread reader = new Thread(stream::read, "sse-lines");
        reader.setDaemon(true);
        reader.start();
        assertThat(stream.response.statusCode()).isEqualTo(200);
        return stream;
    }

    private void read() {
        try (Stream<String> body = response.body()) {
            body.forEach(lines::add);
        } catch (RuntimeException e) {
            // cut: for the tests that is an end like any other
        }
        lines.add(END);
    }

    HttpResponse<?> response() {
        return response;
    }

    /** Waits for {@code line}, and skips all before it. */
    void expect(String line) throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        while (true) {
            String next = lines.poll(10, SECONDS);
            if (line.equals(next)) {
                return;
            }
            if (next == null || next.equals(END)) {
                fail("expected \"%s\" but saw %s%s", line, seen, next == null ? "nothing more" : next);
            }
            seen.append(next).append(" | ");
        }
    }

    void expectEnd() throws InterruptedException {
        expect(END);
    }

    @Override
    public void close() {
        response.body().close();
    }
}
