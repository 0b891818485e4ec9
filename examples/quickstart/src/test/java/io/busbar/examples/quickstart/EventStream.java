package io.busbar.examples.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Reads a stream whose events have one line of JSON each, with nothing but the JDK. */
final class EventStream implements AutoCloseable {

    /** One event. */
    record Event(String name, JsonObject data) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final HttpResponse<InputStream> response;

    EventStream(HttpClient client, URI uri) throws Exception {
        response = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
        Thread reader = new Thread(this::read);
        reader.setDaemon(true);
        reader.start();
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    /** Returns the next event of this name, skipping others; waits at most 10 seconds. */
    Event next(String name) throws InterruptedException {
        for (Event event = events.poll(10, SECONDS); event != null; event = events.poll(10, SECONDS)) {
            if (event.name().equals(name)) {
                return event;
            }
        }
        throw new AssertionError("no event " + name + " within 10 seconds");
    }

    private void read() {
        String name = "message";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    name = "message";
                } else if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(name, new JsonObject(line.substring("data: ".length()))));
                }
            }
        } catch (IOException closed) {
            // the test closed it, or misses an event and says so
        }
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
