package io.busbar.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuickstartTest {

    private static final String STREAM = "/events?address=machine.*&address=chat";

    /** What the page asks for. */
    private static final String WITH_PAST = STREAM + "&from=-3m";

    private final HttpClient client = HttpClient.newHttpClient();
    private RunningQuickstart quickstart;

    @BeforeEach
    void start() {
        quickstart = RunningQuickstart.start();
    }

    @AfterEach
    void stop() {
        quickstart.close();
    }

    @Test
    void eachMeasureArrivesByItsNameWithNumbersThatCanBe() throws Exception {
        long before = System.currentTimeMillis();
        try (EventStream stream = new EventStream(client, quickstart.uri(STREAM))) {
            assertThat(stream.response().statusCode()).isEqualTo(200);

            JsonObject cpu = stream.next("cpu").data();
            assertThat(cpu.getDouble("system")).isBetween(0.0, 1.0);
            assertThat(cpu.getDouble("process")).isBetween(0.0, 1.0);
            assertThat(cpu.getDouble("loadAverage")).isNotNegative();
            assertThat(cpu.getInteger("processors")).isPositive();
            assertThat(cpu.getLong("time")).isBetween(before, System.currentTimeMillis());

            JsonObject memory = stream.next("memory").data();
            assertThat(memory.getLong("used")).isBetween(1L, memory.getLong("committed"));
            assertThat(memory.getLong("committed")).isLessThanOrEqualTo(memory.getLong("max"));

            JsonObject gc = stream.next("gc").data();
            assertThat(gc.getLong("count")).isNotNegative();
            assertThat(gc.getLong("millis")).isNotNegative();

            JsonObject threads = stream.next("threads").data();
            assertThat(threads.getInteger("daemon")).isBetween(1, threads.getInteger("live"));
            assertThat(threads.getInteger("live")).isLessThanOrEqualTo(threads.getInteger("peak"));
            assertThat(threads.getLong("uptimeMillis")).isPositive();
        }
    }

    @Test
    void oneAddressCanBeWatchedAlone() throws Exception {
        try (EventStream stream = new EventStream(client, quickstart.uri("/events/machine.gc"))) {
            long first = stream.next("gc").data().getLong("time");
            // A measure that was late is followed by one that is not.
            assertThat(stream.next("gc").data().getLong("time") - first).isBetween(0L, 5_000L);
        }
    }

    @Test
    void whatIsSaidReachesEveryStream() throws Exception {
        try (EventStream one = new EventStream(client, quickstart.uri(STREAM));
                EventStream other = new EventStream(client, quickstart.uri(STREAM))) {
            String message = "{\"name\":\"Ada\",\"text\":\"über <b>alles</b> \\n ☕\",\"from\":\"1\"}";
            assertThat(publish("chat", message).statusCode()).isEqualTo(202);

            assertThat(one.next("chat").data()).isEqualTo(new JsonObject(message));
            assertThat(other.next("chat").data()).isEqualTo(new JsonObject(message));
        }
    }

    @Test
    void whoComesLaterGetsWhatWasMeasuredAndSaidBefore() throws Exception {
        say("one");
        EventStream.Event measure;
        try (EventStream early = new EventStream(client, quickstart.uri(WITH_PAST))) {
            measure = early.next("gc");
        }
        say("two");

        try (EventStream late = new EventStream(client, quickstart.uri(WITH_PAST))) {
            say("three");
            List<EventStream.Event> events = untilSaid(late, "three");
            assertThat(events).contains(measure);
            assertThat(said(events)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void whoWasCutOffGetsWhatCameMeanwhileOnce() throws Exception {
        String lastId;
        try (EventStream cut = new EventStream(client, quickstart.uri(WITH_PAST))) {
            say("one");
            lastId = cut.next("chat").id();
        }
        say("two");
        long measured;
        try (EventStream other = new EventStream(client, quickstart.uri("/events/machine.gc"))) {
            measured = other.next("gc").data().getLong("time");
        }
        say("three");

        try (EventStream resumed = new EventStream(client, quickstart.uri(WITH_PAST), lastId)) {
            EventStream.Event first = resumed.next();
            assertThat(first.name()).isEqualTo("busbar.resume");
            assertThat(first.data()).isEqualTo(new JsonObject().put("status", "exact"));
            say("four");
            List<EventStream.Event> events = untilSaid(resumed, "four");
            assertThat(said(events)).containsExactly("two", "three", "four");
            assertThat(events).extracting(EventStream.Event::id).doesNotHaveDuplicates();
            assertThat(events)
                    .filteredOn(event -> event.name().equals("gc"))
                    .extracting(event -> event.data().getLong("time"))
                    .contains(measured);
        }
    }

    @Test
    void nobodyCanForgeAMeasure() throws Exception {
        assertThat(publish("machine.cpu", "{}").statusCode()).isEqualTo(403);

        try (EventStream stream = new EventStream(client, quickstart.uri("/events/chat"))) {
            publish("chat", "{\"system\":1}", "Sse-Event", "cpu");
            assertThat(stream.next("chat").data()).isEqualTo(new JsonObject().put("system", 1));
        }
    }

    @Test
    void aMessageOfMoreThanFourKibibytesIsRefused() throws Exception {
        assertThat(publish("chat", "\"" + "x".repeat(4096) + "\"").statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "/,            text/html",
        "/app.js,      text/javascript",
        "/busbar.js,   text/javascript",
        "/style.css,   text/css",
        "/favicon.svg, image/svg+xml",
    })
    void thePageComesFromThisServerAndMayUseNoOther(String path, String type) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(quickstart.uri(path)).build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
        assertThat(response.headers().firstValue("Content-Security-Policy")).contains("default-src 'self'");
        assertThat(response.body()).doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)");
    }

    private void say(String text) throws Exception {
        assertThat(publish("chat", new JsonObject().put("text", text).encode()).statusCode())
                .isEqualTo(202);
    }

    private static List<EventStream.Event> untilSaid(EventStream stream, String text) throws InterruptedException {
        List<EventStream.Event> events = new ArrayList<>();
        while (!said(events).contains(text)) {
            events.add(stream.next());
        }
        return events;
    }

    private static List<String> said(List<EventStream.Event> events) {
        return events.stream()
                .filter(event -> event.name().equals("chat"))
                .map(event -> event.data().getString("text"))
                .toList();
    }

    private HttpResponse<String> publish(String address, String json, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(quickstart.uri("/publish/" + address))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
