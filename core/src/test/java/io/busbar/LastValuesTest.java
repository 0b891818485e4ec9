package io.busbar;

import static io.busbar.Publishing.seq;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who joins with {@code from=last} gets the newest event of each address, however long ago it was, then a position, then
 * what happens after it: nothing is missing in between, and nothing comes twice.
 */
class LastValuesTest {

    @EveryWire
    void theNewestOfEachAddressComesFirstThenThePositionThenWhatIsNew(Wire wire) {
        SseBridgeOptions options = BridgeServer.permitAll().addSource(new SourceOptions().setAddress("a.listed"));
        try (BridgeServer server = wire.start(options)) {
            for (String address : List.of("a.x", "a.y", "a.x.deep", "b.x", "a.x", "other")) {
                publish(server, address, "old " + address);
                publish(server, address, "new " + address);
            }
            server.publish("a.listed", "old a.listed");
            server.publish("a.listed", "new a.listed");
            Conditions.await("all to be recorded", () -> server.status().eventsIn() == 14);
            Map<String, Set<String>> expected = new LinkedHashMap<>();
            expected.put("/events/a.x?from=last", Set.of("a.x"));
            expected.put("/events?from=last&address=b.x&address=a.x", Set.of("a.x", "b.x"));
            expected.put("/events/a.*?from=last", Set.of("a.x", "a.y", "a.listed"));
            expected.put("/events/a.**?from=last", Set.of("a.x", "a.y", "a.x.deep", "a.listed"));
            expected.put("/events/*.x?from=last", Set.of("a.x", "b.x"));
            expected.put("/events?from=last&address=b.x&address=a.*", Set.of("a.x", "a.y", "a.listed", "b.x"));
            expected.put(
                    "/events?from=last&address=a.x&address=a.*&address=*.x&address=**",
                    Set.of("a.x", "a.y", "a.x.deep", "a.listed", "b.x", "other"));
            int round = 0;
            for (Map.Entry<String, Set<String>> subscription : expected.entrySet()) {
                try (TestStream stream = wire.open(server, subscription.getKey())) {
                    Set<String> values = new HashSet<>();
                    for (int i = 0; i < subscription.getValue().size(); i++) {
                        ReadEvent value = stream.nextEvent();
                        assertThat(value.type()).isEqualTo("message");
                        assertThat(value.lastEventId())
                                .as("no id before the position")
                                .isEmpty();
                        assertThat(values.add(value.data())).as("%s", value).isTrue();
                    }
                    assertThat(values)
                            .as(subscription.getKey())
                            .containsExactlyInAnyOrderElementsOf(subscription.getValue().stream()
                                    .map(address -> "new " + address)
                                    .toList());
                    String position = stream.expectPosition();
                    // beside the events there may be marks of what is recorded
                    assertThat(seq(position)).isBetween(14L + round, 20L + round);
                    // Back to what it is already: the next join expects the same.
                    String address = values.contains("new a.x") ? "a.x" : "b.x";
                    String id = publish(server, address, "new " + address);
                    assertThat(stream.expectMessage("new " + address).lastEventId())
                            .isEqualTo(id);
                    stream.assertExhausted();
                    round++;
                }
            }
        }
    }

    @EveryWire
    void aValueIsWhatItWasHoweverLargeAndLongGone(Wire wire) {
        String large = "x".repeat(1_000_000);
        SseBridgeOptions options = BridgeServer.permitAll().setHistory(new HistoryOptions().setEvents(2));
        try (BridgeServer server = wire.start(options)) {
            Waiting.on(server.bridge(0).publish("a.large", large, Map.of("sse-event", "state")));
            Waiting.on(server.bridge(0)
                    .publish("a.json", new JsonObject().put("text", "two\nlines"), Map.of("sse-key", "k")));
            Waiting.on(server.bridge(0).publish("a.lines", "two\nlines", Map.of("sse-event", "grüße")));
            for (int i = 0; i < 10; i++) {
                publish(server, "other", "noise");
            }
            try (TestStream stream = wire.open(server, "/events/a.*?from=last")) {
                Map<String, String> values = new HashMap<>();
                for (int i = 0; i < 3; i++) {
                    ReadEvent value = stream.nextEvent();
                    assertThat(value.lastEventId()).isEmpty();
                    values.put(value.type(), value.data());
                }
                assertThat(values)
                        .containsOnlyKeys("state", "message", "grüße")
                        .containsEntry("message", "{\"text\":\"two\\nlines\"}")
                        .containsEntry("grüße", "two\nlines");
                assertThat(values.get("state").equals(large))
                        .as("the large one")
                        .isTrue();
                assertThat(seq(stream.expectPosition())).isEqualTo(13);
                publish(server, "a.json", "live");
                stream.expectMessage("live");
                stream.assertExhausted();
            }
        }
    }

    @Test
    void aNoisyAddressDoesNotPushOutAQuietOne() {
        SseBridgeOptions options = BridgeServer.permitAll().setHistory(new HistoryOptions().setEvents(100));
        try (BridgeServer server = BridgeServer.start(options)) {
            Waiting.on(server.bridge(0)
                    .publish("a.quiet", new JsonObject().put("on", true), Map.of("sse-event", "state")));
            publishMany(server, "a.noisy", 5_000);
            for (String path : List.of("/events/**?from=last", "/events?from=last&address=a.quiet&address=a.noisy")) {
                try (SseTestClient client = SseTestClient.connect(server.port(), path)) {
                    assertThat(List.of(text(client.nextEvent()), text(client.nextEvent())))
                            .containsExactlyInAnyOrder("state: {\"on\":true}", "message: 4999");
                    assertThat(seq(client.expectPosition())).isBetween(5_001L, 5_004L);
                }
            }
            // As often as it may be given, it stays.
            publishMany(server, "a.noisy", 1_000);
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a.quiet?from=last")) {
                client.expectEvent("state", "{\"on\":true}");
                publish(server, "a.quiet", "off");
                client.expectMessage("off");
            }
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a.quiet?from=last")) {
                client.expectMessage("off");
                client.expectPosition();
                client.assertExhausted();
            }
        }
    }

    @Test
    void aValueOutlivesTheAgeOfTheHistory() {
        SseBridgeOptions options =
                BridgeServer.permitAll().setHistory(new HistoryOptions().setAge(Duration.ofMillis(200)));
        try (BridgeServer server = BridgeServer.start(options)) {
            String id = publish(server, "a.quiet", "still");
            Conditions.await("the history to forget it", () -> {
                try (SseTestClient client = SseTestClient.connect(
                        server.port(), "/events/a.*", "Last-Event-ID: " + id.replaceFirst("-.*", "-0"))) {
                    return client.nextEvent().data().contains("partial");
                }
            });
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a.*?from=last")) {
                assertThat(client.expectMessage("still").lastEventId()).isEmpty();
                assertThat(client.expectPosition()).isEqualTo(id);
                publish(server, "a.quiet", "live");
                client.expectMessage("live");
            }
        }
    }

    @Test
    void aValueOutlivesTheSizeOfTheHistory() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setLimits(new LimitOptions().setEventBytes(100_000))
                .setHistory(new HistoryOptions().setBytes(1 << 20));
        try (BridgeServer server = BridgeServer.start(options)) {
            publish(server, "a.quiet", "still");
            for (int i = 0; i < 100; i++) {
                publish(server, "a.noisy", i + " " + "x".repeat(50_000));
            }
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a.*?from=last")) {
                assertThat(List.of(client.nextEvent().data(), client.nextEvent().data()))
                        .containsExactlyInAnyOrder("still", "99 " + "x".repeat(50_000));
                client.expectPosition();
            }
        }
    }

    @Test
    void overItsNumberOfAddressesTheOneWithoutNewsForLongestIsForgotten() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setHistory(new HistoryOptions().setLastValues(new LastValuesOptions().setAddresses(10)));
        try (BridgeServer server = BridgeServer.start(options)) {
            publishNumbers(server, IntStream.range(0, 15).toArray());
            expectValues(server, "**", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14");
            publishNumbers(server, 5, 15);
            expectValues(server, "**", "5", "7", "8", "9", "10", "11", "12", "13", "14", "15");
            // To be read is not to have news.
            expectValues(server, "n.7", "7");
            publishNumbers(server, 16);
            expectValues(server, "n.7");
            expectValues(server, "n.5", "5");
        }
    }

    @Test
    void overItsSizeTheOneWithoutNewsForLongestIsForgotten() {
        int size = 50_000;
        SseBridgeOptions options = BridgeServer.permitAll()
                .setLimits(new LimitOptions().setEventBytes(100_000))
                .setHistory(new HistoryOptions().setEvents(1).setLastValues(new LastValuesOptions().setBytes(1 << 20)));
        try (BridgeServer server = BridgeServer.start(options)) {
            for (int i = 0; i < 100; i++) {
                publish(server, "n." + i, i + " " + "x".repeat(size));
            }
            List<Integer> kept = new ArrayList<>();
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/**?from=last")) {
                publish(server, "end", "100 end");
                for (int last = 0; last < 100; ) {
                    String data = client.nextEvent().data();
                    last = Integer.parseInt(data.substring(0, data.indexOf(' ')));
                    kept.add(last);
                }
            }
            assertThat(kept.remove(kept.size() - 1)).isEqualTo(100);
            kept.sort(null);
            assertThat(kept).hasSizeBetween(8, (1 << 20) / size + 1);
            // The oldest may have been on its way when the end made room, for which the next one had to go, too.
            kept.remove(0);
            assertThat(kept)
                    .as("the newest")
                    .containsExactlyElementsOf(
                            IntStream.range(100 - kept.size(), 100).boxed().toList());
        }
    }

    /** Against a model: whatever is published and forgotten, a join sees what it should. */
    @Test
    void whateverHappensTheNewestOfEachRememberedAddressIsThere() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int remembered = 15;
        SseBridgeOptions options = BridgeServer.permitAll()
                .setHistory(new HistoryOptions()
                        .setEvents(20)
                        .setLastValues(new LastValuesOptions().setAddresses(remembered)));
        try (BridgeServer server = BridgeServer.start(options)) {
            Map<String, String> model = new LinkedHashMap<>();
            int number = 0;
            for (int round = 0; round < 60; round++) {
                for (int i = random.nextInt(30); i > 0; i--) {
                    String address = "abc".charAt(random.nextInt(3)) + "." + random.nextInt(8);
                    String body = address + " " + ++number + " " + "x".repeat(random.nextInt(3_000));
                    publish(server, address, body);
                    model.remove(address);
                    model.put(address, body);
                    if (model.size() > remembered) {
                        model.remove(model.keySet().iterator().next());
                    }
                }
                String pattern =
                        List.of("**", "*.*", "a.*", "*.3", "b.**", "c.1").get(random.nextInt(6));
                String regex = Stream.of(pattern.split("\\.", -1))
                        .map(segment -> segment.equals("**") ? ".+" : segment.equals("*") ? "[^.]+" : segment)
                        .collect(Collectors.joining("\\."));
                List<String> expected = model.entrySet().stream()
                        .filter(entry -> entry.getKey().matches(regex))
                        .map(Map.Entry::getValue)
                        .toList();
                try (SseTestClient client =
                        SseTestClient.connect(server.port(), "/events?from=last&address=" + pattern)) {
                    List<String> values = new ArrayList<>();
                    for (int i = 0; i < expected.size(); i++) {
                        ReadEvent value = client.nextEvent();
                        assertThat(value.lastEventId()).isEmpty();
                        values.add(value.data());
                    }
                    assertThat(values)
                            .as("%s in round %s, seed %s", pattern, round, seed)
                            .containsExactlyInAnyOrderElementsOf(expected);
                    assertThat(seq(client.expectPosition()))
                            .as("round %s, seed %s", round, seed)
                            .isGreaterThanOrEqualTo(number);
                }
            }
        }
    }

    @EveryWire
    void aValueThatTheSubscriberMayNotSeeIsLeftOutAndNotReplacedByAnOlderOne(Wire wire) {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setOutboundPermitted(List.of(
                        new PermittedOptions()
                                .setAddressRegex("doc\\..+")
                                .setMatch(new JsonObject().put("level", "public")),
                        new PermittedOptions()
                                .setAddressRegex("doc\\..+")
                                .setMatch(new JsonObject().put("level", "secret"))
                                .setRequiredAuthority("read:secret")));
        try (BridgeServer server =
                wire.with(options).routes(HeaderUsers::authenticate).start()) {
            JsonObject open = new JsonObject().put("level", "public").put("n", 1);
            JsonObject secret = new JsonObject().put("level", "secret").put("n", 2);
            JsonObject later = new JsonObject().put("level", "public").put("n", 3);
            JsonObject other = new JsonObject().put("level", "public").put("other", true);
            publish(server, "doc.a", open);
            publish(server, "doc.a", secret);
            publish(server, "doc.b", other);
            for (String path : List.of("/events?from=last&address=doc.a&address=doc.b", "/events/doc.*?from=last")) {
                try (TestStream bob = wire.open(server, path, "X-User: bob");
                        TestStream ada = wire.open(server, path, "X-User: ada", "X-Authority: read:secret")) {
                    bob.expectMessage(other.encode());
                    bob.expectPosition();
                    assertThat(List.of(ada.nextEvent().data(), ada.nextEvent().data()))
                            .containsExactlyInAnyOrder(secret.encode(), other.encode());
                    ada.expectPosition();
                    publish(server, "doc.a", secret);
                    publish(server, "doc.b", other);
                    ada.expectMessage(secret.encode());
                    ada.expectMessage(other.encode());
                    bob.expectMessage(other.encode());
                    bob.assertExhausted();
                }
            }
            publish(server, "doc.a", later);
            try (TestStream bob = wire.open(server, "/events/doc.a?from=last", "X-User: bob")) {
                bob.expectMessage(later.encode());
                bob.expectPosition();
            }
        }
    }

    /** Patterns do not see what is on the bridge only because a stranger subscribed to it; not later either. */
    @Test
    void patternsAreNotGivenTheValuesOfUnlistedAddresses() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setHistory(new HistoryOptions().setEvents(2))
                .addSource(new SourceOptions().setAddress("news.listed"));
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient stranger = SseTestClient.connect(server.port(), "/events/news.secret")) {
            server.publish("news.secret", "secret");
            stranger.expectMessage("secret");
            for (int round = 0; round < 2; round++) {
                server.publish("news.listed", "listed");
                long events = 2 + 11L * round;
                Conditions.await("it to be recorded", () -> server.status().eventsIn() == events);
                try (SseTestClient pattern = SseTestClient.connect(server.port(), "/events/**?from=last");
                        SseTestClient exact = SseTestClient.connect(
                                server.port(), "/events?from=last&address=news.secret&address=news.*")) {
                    pattern.expectMessage("listed");
                    assertThat(List.of(
                                    exact.nextEvent().data(), exact.nextEvent().data()))
                            .containsExactlyInAnyOrder("listed", "secret");
                    exact.expectPosition();
                    if (round == 1) {
                        pattern.expectMessage("9");
                    }
                    pattern.expectPosition();
                }
                // For the second round, it has left the history.
                if (round == 0) {
                    publishMany(server, "noise", 10);
                }
            }
        }
    }

    @Test
    void withoutAnyValueThePositionComesAtOnce() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient exact = SseTestClient.connect(server.port(), "/events/news?from=last");
                SseTestClient pattern = SseTestClient.connect(server.port(), "/events/**?from=last")) {
            String position = exact.expectPosition();
            assertThat(seq(position)).isZero();
            assertThat(pattern.expectPosition()).isEqualTo(position);
            publish(server, "news", "first");
            assertThat(seq(exact.expectMessage("first").lastEventId())).isEqualTo(1);
            pattern.expectMessage("first");
            try (SseTestClient other = SseTestClient.connect(server.port(), "/events/other?from=last")) {
                assertThat(seq(other.expectPosition())).isBetween(1L, 2L);
            }
        }
    }

    @EveryWire
    void aResumeComesFirst(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.permitAll())) {
            String first = publish(server, "a.x", "1");
            publish(server, "a.x", "2");
            String newest = publish(server, "a.y", "3");
            try (TestStream reset = wire.open(server, "/events/a.*?from=last", "Last-Event-ID: another-17")) {
                ReadEvent resume = reset.expectEvent("busbar.resume", "{\"status\":\"reset\"}");
                assertThat(resume.lastEventId()).isEmpty();
                List<ReadEvent> values = List.of(reset.nextEvent(), reset.nextEvent());
                assertThat(values).extracting(ReadEvent::data).containsExactlyInAnyOrder("2", "3");
                assertThat(values).extracting(ReadEvent::lastEventId).containsOnly("");
                assertThat(reset.expectPosition()).isEqualTo(newest);
            }
            try (TestStream exact = wire.open(server, "/events/a.*?from=last&lastEventId=" + first)) {
                exact.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                assertThat(exact.expectPosition()).isEqualTo(first);
                exact.expectMessage("2");
                assertThat(exact.expectMessage("3").lastEventId()).isEqualTo(newest);
                exact.assertExhausted();
            }
        }
    }

    @Test
    void theBodyOfAPostMayAskForIt() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            publish(server, "a.x", "1");
            publish(server, "a.x", "2");
            try (SseTestClient client = SseTestClient.to(server.port(), "/events")
                    .post("application/json", "{\"addresses\":[\"a.*\",\"news\"],\"from\":\"last\"}")
                    .open()) {
                client.expectMessage("2");
                assertThat(seq(client.expectPosition())).isBetween(2L, 3L);
            }
        }
    }

    // ---- publishing and reading ----

    private static String publish(BridgeServer server, String address, Object body) {
        return Waiting.on(server.bridge(0).publish(address, body, Map.of()));
    }

    /** Publishes numbers from 0 on one address. */
    private static void publishMany(BridgeServer server, String address, int times) {
        Future<String> last = Future.succeededFuture();
        for (int i = 0; i < times; i++) {
            last = server.bridge(0).publish(address, i, Map.of());
        }
        Waiting.on(last);
    }

    /** Publishes each number on an address of its own. */
    private static void publishNumbers(BridgeServer server, int... numbers) {
        for (int number : numbers) {
            publish(server, "n." + number, number);
        }
    }

    /** Checks what a new reader gets before its position, in any order. */
    private static void expectValues(BridgeServer server, String pattern, String... expected) {
        try (SseTestClient client = SseTestClient.connect(server.port(), "/events/" + pattern + "?from=last")) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < expected.length; i++) {
                values.add(client.nextEvent().data());
            }
            assertThat(values).containsExactlyInAnyOrder(expected);
            client.expectPosition();
        }
    }

    private static String text(ReadEvent event) {
        return event.type() + ": " + event.data();
    }
}
