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

    /** One event; its id is that of the last one before if it has none. */
    record Event(String name, String id, JsonObject data) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final HttpResponse<InputStream> response;

    EventStream(HttpClient client, URI uri) throws Exception {
        this(client, HttpRequest.newBuilder(uri).build());
    }

    /** Goes on after the event of this id, as a browser does whose stream was cut. */
    EventStream(HttpClient client, URI uri, String lastEventId) throws Exception {
        this(
                client,
                HttpRequest.newBuilder(uri).header("Last-Event-ID", lastEventId).build());
    }

    private EventStream(HttpClient client, HttpRequest request) throws Exception {
        response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        Thread reader = new Thread(this::read);
        reader.setDaemon(true);
        reader.start();
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    /** Returns the next event; waits at most 10 seconds. */
    Event next() throws InterruptedException {
        Event event = events.poll(10, SECONDS);
        if (event == null) {
            throw new AssertionError("no event within 10 seconds");
        }
        return event;
    }

    /** Returns the next event of this name, skipping others; waits at most 10 seconds for each. */
    Event next(String name) throws InterruptedException {
        Event event = next();
        while (!event.name().equals(name)) {
            event = next();
        }
        return event;
    }

    private void read() {
        String name = "message";
        String id = "";
        String data = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("id: ")) {
                    id = line.substring("id: ".length());
                } else if (line.startsWith("data: ")) {
                    data = line.substring("data: ".length());
                } else if (line.isEmpty()) {
                    if (!data.isEmpty()) { // busbar.position has none: it is there for its id
                        events.add(new Event(name, id, new JsonObject(data)));
                    }
                    name = "message";
                    data = "";
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
