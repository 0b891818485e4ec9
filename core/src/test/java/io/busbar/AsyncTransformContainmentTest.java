package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.pipeline.OverloadedException;
import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventSink;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.Neighbour;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an asynchronous transform answers, or not, it costs its own event, and the order of its address holds. */
class AsyncTransformContainmentTest {

    private static final String LOG = "io.busbar.pipeline.Guard";

    static Stream<Arguments> misdeeds() {
        return Stream.of(
                misdeed(
                        "throws",
                        event -> {
                            throw new IOException("no luck");
                        },
                        "java.io.IOException: no luck"),
                misdeed("returns null", event -> null, "it returned null, not a future"),
                misdeed(
                        "fails",
                        event -> Future.failedFuture(new IOException("no luck")),
                        "java.io.IOException: no luck"),
                misdeed(
                        "completes with null",
                        event -> Future.succeededFuture(),
                        "its future completed with null; a list without elements drops the event"),
                misdeed(
                        "completes with a list that holds null",
                        event -> {
                            List<Event> events = new ArrayList<>(List.of(event));
                            events.add(null);
                            return Future.succeededFuture(events);
                        },
                        "the list that its future completed with holds null"),
                misdeed(
                        "makes too many of one",
                        event -> Future.succeededFuture(Collections.nCopies(1_001, event)),
                        "it made 1001 events of one; at most 1000 are allowed"),
                misdeed(
                        "makes one of several for a pattern",
                        event -> Future.succeededFuture(List.of(event, event.withAddress("**"))),
                        "an event's address must not hold a wildcard: **"),
                misdeed(
                        "completes with a list that fails when it is read",
                        event -> Future.succeededFuture(new Unreadable()),
                        "java.lang.StackOverflowError"),
                misdeed(
                        "never completes",
                        event -> Promise.<List<Event>>promise().future(),
                        "no answer within 100 ms"));
    }

    private static Arguments misdeed(String name, AsyncEventTransform transform, String told) {
        return Arguments.of(name, transform, told);
    }

    private static final class Unreadable extends AbstractList<Event> {
        @Override
        public int size() {
            throw new StackOverflowError();
        }

        @Override
        public Event get(int index) {
            throw new StackOverflowError();
        }
    }

    /** Misbehaves on the body "bad", and appends an exclamation mark to others. */
    private static TestPlugin plugin(AsyncEventTransform misdeed) {
        return TestPlugin.with(
                "wrong",
                context -> context.addAsyncTransform(event -> "bad".equals(event.body())
                        ? misdeed.apply(event)
                        : Future.succeededFuture(List.of(event.withBody(event.body() + "!")))));
    }

    // ---- answers ----

    @ParameterizedTest(name = "{0}")
    @MethodSource("misdeeds")
    void whatATransformFailsOnIsDroppedAndTold(String name, AsyncEventTransform misdeed, String told) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server =
                        PluginServers.start(policy -> policy.setTimeout(Duration.ofMillis(100)), plugin(misdeed));
                Neighbour neighbour = Neighbour.of(server);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a");
                SseTestClient beside = neighbour.connect("/events/a")) {
            server.publish("a", "1");
            server.publish("a", "bad");
            server.publish("a", "2");
            client.expectMessage("1!");
            client.expectMessage("2!");
            beside.expectMessage("1");
            beside.expectMessage("bad");
            beside.expectMessage("2");
            assertThat(HttpExchange.post(server.port(), "/publish/a", "text/plain", "bad")
                            .status())
                    .isEqualTo(204);
            client.assertExhausted();
            assertThat(PluginServers.counts(server, "wrong"))
                    .containsEntry("events", 4L)
                    .containsEntry("failures", 2L)
                    .containsEntry("timeouts", told.startsWith("no answer") ? 2L : 0L);
            assertThat(log.messages()).containsExactly("Plugin wrong failed in its transform, on address a: " + told);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misdeeds")
    void withFailOpenItGoesOnUnchangedInItsPlace(String name, AsyncEventTransform misdeed, String told) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        policy -> policy.setTimeout(Duration.ofMillis(100)).setFailOpen(true), plugin(misdeed));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "1");
            server.publish("a", "bad");
            server.publish("a", "2");
            client.expectMessage("1!");
            client.expectMessage("bad");
            client.expectMessage("2!");
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void itMayCompleteOnAnyThread() {
        TestPlugin plugin = TestPlugin.with(
                "wrong",
                context -> context.addAsyncTransform(event -> {
                    Promise<List<Event>> promise = Promise.promise();
                    CompletableFuture.runAsync(() -> promise.complete(List.of(event.withBody(event.body() + "!"))));
                    return promise.future();
                }));
        try (BridgeServer server = PluginServers.start(policy -> {}, plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            for (int i = 0; i < 200; i++) {
                server.publish("a", i);
            }
            for (int i = 0; i < 200; i++) {
                client.expectMessage(i + "!");
            }
        }
    }

    @Test
    void aSecondAnswerFromOutsideIsTheOutsidersFaultOnly() throws Exception {
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        AsyncEventTransform twice = event -> {
            Promise<List<Event>> promise = Promise.promise();
            CompletableFuture.runAsync(() -> {
                        promise.complete(List.of(event.withBody("first")));
                        promise.tryComplete(List.of(event.withBody("second")));
                        promise.complete(List.of(event.withBody("third")));
                    })
                    .whenComplete((done, cause) -> second.complete(cause));
            return promise.future();
        };
        try (BridgeServer server = PluginServers.start(policy -> {}, plugin(twice));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "bad");
            client.expectMessage("first");
            assertThat(second.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
            server.publish("a", "1");
            client.expectMessage("1!");
            client.assertExhausted();
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 0L);
        }
    }

    @Test
    void anAnswerThatComesAfterTheTimeChangesNothing() {
        Promise<List<Event>> late = Promise.promise();
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        policy -> policy.setTimeout(Duration.ofMillis(50)), plugin(event -> late.future()));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "bad");
            Conditions.await(
                    "a time-out", () -> PluginServers.counts(server, "wrong").get("timeouts") == 1L);
            late.complete(List.of(Event.of("a", "late", Map.of())));
            server.publish("a", "1");
            client.expectMessage("1!");
            client.assertExhausted();
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void aListThatIsChangedAfterwardsChangesNothing() {
        List<Event> answered = new ArrayList<>(List.of(Event.of("a", "kept", Map.of())));
        Promise<List<Event>> first = Promise.promise();
        AsyncEventTransform transform =
                event -> "1".equals(event.body()) ? first.future() : Future.succeededFuture(answered);
        try (BridgeServer server = PluginServers.start(
                        policy -> {}, TestPlugin.with("wrong", context -> context.addAsyncTransform(transform)));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "1");
            server.publish("a", "2");
            server.publish("a", "3");
            // When the third is asked about, the answer to the second has been taken.
            Conditions.await("all", () -> PluginServers.counts(server, "wrong").get("events") == 3L);
            answered.set(0, Event.of("a", "changed", Map.of()));
            first.complete(List.of());
            client.expectMessage("kept");
            client.nextEvent();
        }
    }

    // ---- too many in flight ----

    /** Answers when it is told to, by body. */
    private static final class Slow {
        private final Map<Object, Promise<List<Event>>> waiting = new ConcurrentHashMap<>();
        private final TestPlugin plugin = TestPlugin.with(
                "slow",
                context -> context.addAsyncTransform(event -> {
                    Promise<List<Event>> promise = Promise.promise();
                    waiting.put(event.address() + event.body(), promise);
                    return promise.future();
                }));

        void await(String... events) {
            Conditions.await(
                    () -> "calls: " + waiting.keySet(),
                    () -> waiting.keySet().containsAll(List.of(events)),
                    Conditions.PATIENCE);
        }

        void answer(String address, String body) {
            waiting.remove(address + body).complete(List.of(Event.of(address, body, Map.of())));
        }
    }

    private static BridgeServer startSlow(Slow slow) {
        return PluginServers.start(policy -> policy.setMaxInFlight(2).setTimeout(Duration.ofMinutes(1)), slow.plugin);
    }

    private static void awaitOverflows(BridgeServer server, long overflows) {
        Conditions.await(
                overflows + " overflows",
                () -> PluginServers.counts(server, "slow").get("overflows") == overflows);
    }

    @Test
    void whoReadsAnAddressIsToldOfALossWhereItHappenedAndNobodyElseIs() {
        Slow slow = new Slow();
        try (BridgeServer server = startSlow(slow);
                SseTestClient a = SseTestClient.connect(server.port(), "/events/a");
                SseTestClient b = SseTestClient.connect(server.port(), "/events/b")) {
            server.publish("b", "1");
            server.publish("a", "1");
            server.publish("a", "lost");
            server.publish("a", "lost too");
            awaitOverflows(server, 2);
            slow.answer("b", "1");
            b.expectMessage("1");
            server.publish("a", "2");
            slow.await("a2");
            slow.answer("a", "2");
            a.assertExhausted();
            slow.answer("a", "1");
            a.expectMessage("1");
            assertThat(a.expectEvent("busbar.lagged", "{}").lastEventId()).isNotEmpty();
            a.expectMessage("2");
            server.publish("b", "3");
            slow.await("b3");
            slow.answer("b", "3");
            b.expectMessage("3");
            a.assertExhausted();
            b.assertExhausted();
            assertThat(server.status().dropped()).containsEntry("overloaded", 2L);
        }
    }

    @Test
    void aReaderWhoComesBackIsToldOfTheLossToo() {
        Slow slow = new Slow();
        try (BridgeServer server = startSlow(slow)) {
            String id;
            try (SseTestClient a = SseTestClient.connect(server.port(), "/events/a")) {
                server.publish("a", "1");
                slow.await("a1");
                slow.answer("a", "1");
                id = a.expectMessage("1").lastEventId();
            }
            server.publish("a", "2");
            server.publish("a", "3");
            server.publish("a", "lost");
            awaitOverflows(server, 1);
            slow.answer("a", "2");
            slow.answer("a", "3");
            try (SseTestClient a = SseTestClient.connect(server.port(), "/events/a", "Last-Event-ID: " + id)) {
                a.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                a.expectMessage("2");
                a.expectMessage("3");
                a.expectEvent("busbar.lagged", "{}");
                a.assertExhausted();
            }
        }
    }

    @Test
    void whoPublishesIsToldAtOnceThatTooMuchIsOnItsWay() {
        Slow slow = new Slow();
        try (BridgeServer server = startSlow(slow);
                SseTestClient a = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "1");
            server.publish("a", "2");
            slow.await("a1", "a2");
            HttpExchange refused = HttpExchange.post(server.port(), "/publish/a", "text/plain", "3");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat(refused.json().getString("detail")).isEqualTo("the event can't be taken now");
            assertThatThrownBy(() -> Waiting.on(server.bridge(0).publish("a", "4", Map.of())))
                    .hasCauseInstanceOf(OverloadedException.class);
            slow.answer("a", "1");
            slow.answer("a", "2");
            a.expectMessage("1");
            a.expectMessage("2");
            Future<String> published = server.bridge(0).publish("a", "5", Map.of());
            slow.await("a5");
            slow.answer("a", "5");
            assertThat(a.expectMessage("5").lastEventId()).isEqualTo(Waiting.on(published));
            a.assertExhausted();
        }
    }

    @Test
    void aSourceIsToldThatTooMuchIsOnItsWayAndSoAreReaders() {
        Slow slow = new Slow();
        Promise<EventSink> begun = Promise.promise();
        TestPlugin feeder = TestPlugin.with(
                "feeder",
                context -> context.addSource(sink -> {
                    begun.complete(sink);
                    return Future.succeededFuture();
                }));
        try (BridgeServer server = PluginServers.start(
                        policy -> policy.setMaxInFlight(2).setTimeout(Duration.ofMinutes(1)), slow.plugin, feeder);
                SseTestClient a = SseTestClient.connect(server.port(), "/events/a")) {
            EventSink sink = Waiting.on(begun.future());
            Future<Void> first = sink.emit(Event.of("a", "1", Map.of()));
            Future<Void> second = sink.emit(Event.of("a", "2", Map.of()));
            slow.await("a1", "a2");
            Future<Void> third = sink.emit(Event.of("a", "3", Map.of()));
            awaitOverflows(server, 1);
            slow.answer("a", "1");
            slow.answer("a", "2");
            Waiting.on(first);
            Waiting.on(second);
            assertThatThrownBy(() -> Waiting.on(third)).hasCauseInstanceOf(OverloadedException.class);
            a.expectMessage("1");
            a.expectMessage("2");
            a.expectEvent("busbar.lagged", "{}");
        }
    }
}
