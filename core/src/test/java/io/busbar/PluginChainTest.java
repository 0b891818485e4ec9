package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.Event;
import io.busbar.plugin.EventSink;
import io.busbar.plugin.EventSource;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the functions of plugins do to events and streams. */
class PluginChainTest {

    private static BridgeServer start(SseBridgeOptions options, Consumer<SseBridgeBuilder> builder) {
        return BridgeServer.with(options).bridge(builder).start();
    }

    private static BridgeServer start(Consumer<SseBridgeBuilder> builder) {
        return start(BridgeServer.permitAll(), builder);
    }

    // ---- transforms ----

    @Test
    void transformsAreAppliedInTheOrderInWhichTheyWereAdded() {
        try (BridgeServer server = start(builder -> builder.withTransform(event -> event.withBody(event.body() + "1"))
                        .withTransform(event -> event.withBody(event.body() + "2")));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            server.publish("a", "x");
            client.expectMessage("x12");
        }
    }

    @Test
    void anEventIsTransformedOnceHoweverManySubscribersThereAre() {
        AtomicInteger calls = new AtomicInteger();
        try (BridgeServer server = start(builder -> builder.withTransform(event -> {
                    calls.incrementAndGet();
                    return event;
                }));
                SseTestClient one = SseTestClient.connect(server.port(), "/events/a");
                SseTestClient two = SseTestClient.connect(server.port(), "/events/a")) {
            one.expectPosition();
            two.expectPosition();
            server.publish("a", "x");
            String id = one.expectMessage("x").lastEventId();
            two.expectMessage("x");
            try (SseTestClient late = SseTestClient.connect(server.port(), "/events/a?from=earliest")) {
                assertThat(late.expectMessage("x").lastEventId()).isEqualTo(id);
            }
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void whatATransformDropsNobodyGets() {
        try (BridgeServer server =
                        start(builder -> builder.withTransform(event -> "secret".equals(event.body()) ? null : event));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            server.publish("a", "secret");
            server.publish("a", "open");
            client.expectMessage("open");
            assertThat(server.status().plugins().get(0).counts())
                    .containsEntry("events", 2L)
                    .containsEntry("dropped", 1L);
        }
    }

    @Test
    void aTransformMayGiveAnEventAnotherTypeAndAnotherAddress() {
        try (BridgeServer server = start(
                        BridgeServer.permitAll().addSource(new SourceOptions().setAddress("a")),
                        builder -> builder.withTransform(
                                event -> event.withAddress("b").withType("moved")));
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=b")) {
            client.expectPosition();
            server.publish("a", "x");
            client.expectEvent("moved", "x");
        }
    }

    @Test
    void anAsynchronousTransformMayMultiplyAnEvent() {
        try (BridgeServer server = start(builder -> builder.withAsyncTransform(
                        event -> Future.succeededFuture(List.of(event.withBody("one"), event.withBody("two")))));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            server.publish("a", "x");
            client.expectMessage("one");
            client.expectMessage("two");
            client.assertExhausted();
        }
    }

    @Test
    void theOrderOfAnAddressHoldsWhateverTimeItsEventsTake() {
        Map<Object, Promise<List<Event>>> answers = new ConcurrentHashMap<>();
        try (BridgeServer server = start(builder -> builder.withAsyncTransform(event -> {
                            Promise<List<Event>> answer = Promise.promise();
                            answers.put(event.body(), answer);
                            return answer.future();
                        })
                        .withTransform(event -> event.withBody(event.body() + "!")));
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=b")) {
            client.expectPosition();
            server.publish("a", "1");
            server.publish("a", "2");
            server.publish("a", "3");
            server.publish("b", "4");
            Conditions.await("all to be called", () -> answers.size() == 4);
            answers.get("3").complete(List.of(Event.of("a", "3", Map.of())));
            answers.get("2").complete(List.of());
            answers.get("4").complete(List.of(Event.of("b", "4", Map.of())));
            client.expectMessage("4!");
            client.assertExhausted();
            answers.get("1").complete(List.of(Event.of("a", "1", Map.of())));
            client.expectMessage("1!");
            client.expectMessage("3!");
        }
    }

    // ---- publishing ----

    @Test
    void aPublishIsAnsweredWithTheIdOfTheLastEventThatCameOfItAndGoesToTheBusAsItCame() throws Exception {
        try (BridgeServer server = start(builder -> builder.withAsyncTransform(
                        event -> Future.succeededFuture(List.of(event.withBody("one"), event.withBody("two")))));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            BlockingQueue<Message<Object>> seen = new LinkedBlockingQueue<>();
            Waiting.on(
                    server.vertx().eventBus().<Object>consumer("a", seen::add).completion());
            HttpExchange answer = HttpExchange.post(server.port(), "/publish/a", "text/plain", "x");
            assertThat(answer.status()).isEqualTo(202);
            client.expectMessage("one");
            assertThat(client.expectMessage("two").lastEventId())
                    .isEqualTo(answer.json().getString("id"));
            Message<Object> message = seen.poll(10, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(message.body()).isEqualTo("x");
        }
    }

    @Test
    void aPublishThatTheChainDropsIsAnsweredWith204() {
        try (BridgeServer server = start(builder -> builder.withTransform(event -> null))) {
            assertThat(HttpExchange.post(server.port(), "/publish/a", "text/plain", "x")
                            .status())
                    .isEqualTo(204);
        }
    }

    @Test
    void aKeyHoldsWhileItsEventIsStillOnItsWay() {
        List<Promise<List<Event>>> answers = new ArrayList<>();
        try (BridgeServer server = start(builder -> builder.withAsyncTransform(event -> {
                    Promise<List<Event>> answer = Promise.promise();
                    answers.add(answer);
                    return answer.future();
                }));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            Map<String, String> key = Map.of(SseBridge.IDEMPOTENCY_KEY, "k");
            Future<String> one = server.bridge(0).publish("a", "x", key);
            Future<String> two = server.bridge(0).publish("a", "x", key);
            Conditions.await("the transform", () -> answers.size() == 1);
            answers.get(0).complete(List.of(Event.of("a", "x", Map.of())));
            assertThat(Waiting.on(one)).isNotNull().isEqualTo(Waiting.on(two));
            client.expectMessage("x");
            client.assertExhausted();
        }
    }

    // ---- filters ----

    @Test
    void aFilterDecidesPerSubscriber() {
        try (BridgeServer server = start(builder -> builder.withFilter((event, subscriber) ->
                        subscriber.addresses().contains("b") || !"secret".equals(event.body())));
                SseTestClient few = SseTestClient.connect(server.port(), "/events?address=a");
                SseTestClient all = SseTestClient.connect(server.port(), "/events?address=a&address=b")) {
            few.expectPosition();
            all.expectPosition();
            server.publish("a", "secret");
            server.publish("a", "open");
            all.expectMessage("secret");
            all.expectMessage("open");
            few.expectMessage("open");
            few.assertExhausted();
        }
    }

    @Test
    void whatAFilterKeepsBackNoResumeBringsAndNoNumberCounts() {
        try (BridgeServer server = start(
                BridgeServer.permitAll().addSource(new SourceOptions().setAddress("a")),
                builder -> builder.withFilter((event, subscriber) -> !"secret".equals(event.body())))) {
            String first = Waiting.on(server.bridge(0).publish("a", "one", Map.of()));
            Waiting.on(server.bridge(0).publish("a", "two", Map.of()));
            Waiting.on(server.bridge(0).publish("a", "secret", Map.of()));
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a", "Last-Event-ID: " + first)) {
                client.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                client.expectMessage("two");
                client.assertExhausted();
            }
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=1")) {
                client.expectMessage("two");
                client.assertExhausted();
            }
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=last")) {
                client.expectPosition();
                Waiting.on(server.bridge(0).publish("a", "three", Map.of()));
                client.expectMessage("three");
            }
        }
    }

    // ---- authorizers ----

    @Test
    void anAuthorizerIsAskedOncePerAddressAndItsRefusalIs403() {
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        try (BridgeServer server = start(builder -> builder.withAuthorizer((subscriber, address) -> {
            asked.add(address);
            return Future.succeededFuture(!address.equals("b"));
        }))) {
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=c.*")) {
                client.expectPosition();
                server.publish("a", "x");
                client.expectMessage("x");
            }
            assertThat(asked).containsExactly("a", "c.*");
            HttpExchange refused = HttpExchange.get(server.port(), "/events?address=a&address=b");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("b");
            server.awaitQuiet();
        }
    }

    // ---- sources ----

    @Test
    void aSourcesEventsGoThroughTheChainAndReachPatterns() {
        Promise<EventSink> begun = Promise.promise();
        try (BridgeServer server = start(builder -> builder.withSource(sink -> {
                            begun.complete(sink);
                            return Future.succeededFuture();
                        })
                        .withTransform(event -> event.withBody(event.body() + "!")));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a.*")) {
            client.expectPosition();
            EventSink sink = Waiting.on(begun.future());
            Waiting.on(sink.emit(Event.of("a.b", "x", Map.of())));
            client.expectMessage("x!");
        }
        assertThat(begun.future().result().emit(Event.of("a.b", "x", Map.of())).isComplete())
                .isTrue();
    }

    @Test
    void aSourceThatDoesNotWaitIsRefusedBeyondABound() {
        Promise<Future<Void>> beyond = Promise.promise();
        // On the bridge's event loop, so that nothing is done with any of them before.
        EventSource source = sink -> {
            for (int i = 0; i < EventSink.MOST_IN_FLIGHT; i++) {
                sink.emit(Event.of("a" + i, "x", Map.of()));
            }
            beyond.complete(sink.emit(Event.of("a", "x", Map.of())));
            return Future.succeededFuture();
        };
        try (BridgeServer server = start(builder -> builder.withSource(source))) {
            assertThatThrownBy(() -> Waiting.on(Waiting.on(beyond.future())))
                    .hasStackTraceContaining("wait for the futures");
            assertThat(server.status().connections()).isZero();
        }
    }

    // ---- start ----

    @Test
    void aWrongConfigurationIsRefusedWithItsPath() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addPlugin(new PluginOptions().setName("other").setConfig(new JsonObject()));
        assertThatThrownBy(() -> BridgeServer.start(options))
                .hasStackTraceContaining("plugins[0].name: there is no plugin \"other\"");
    }
}
