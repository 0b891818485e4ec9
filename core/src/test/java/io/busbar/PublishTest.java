package io.busbar;

import static io.busbar.Publishing.JSON;
import static io.busbar.Publishing.consume;
import static io.busbar.Publishing.next;
import static io.busbar.Publishing.notRecorded;
import static io.busbar.Publishing.post;
import static io.busbar.Publishing.publish;
import static io.busbar.Publishing.recorded;
import static io.busbar.Publishing.seq;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.EveryWire;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is published through the bridge is recorded, and the answer says under which id, or that it was not. */
class PublishTest {

    @EveryWire
    void theOutcomeIsTheIdThatSubscribersSee(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.permitAll());
                TestStream exact = wire.open(server, "/events/chat.a");
                TestStream pattern = wire.open(server, "/events/chat.*")) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ids.add(Waiting.on(server.bridge(i % 2).publish("chat.a", "event " + i, Map.of())));
            }
            for (TestStream stream : List.of(exact, pattern)) {
                for (int i = 0; i < 4; i++) {
                    assertThat(stream.expectMessage("event " + i).lastEventId()).isEqualTo(ids.get(i));
                }
                stream.assertExhausted();
            }
            assertThat(ids.stream().map(Publishing::seq)).containsExactly(1L, 2L, 3L, 4L);
        }
    }

    @Test
    void overHttpTheAnswerHasTheId() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            String first = publish(server, "chat", "one");
            assertThat(client.expectMessage("one").lastEventId()).isEqualTo(first);
            server.publish("chat", "by another way");
            client.expectMessage("by another way");
            String second = recorded(HttpExchange.post(server.port(), "/publish/chat", JSON, "{\"two\": 2}"));
            assertThat(client.expectMessage("{\"two\":2}").lastEventId()).isEqualTo(second);
            assertThat(seq(second)).isEqualTo(seq(first) + 2);
        }
    }

    @Test
    void withoutAHistoryThereIsNoId() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.withoutHistory());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            notRecorded(post(server, "chat", "by HTTP"));
            assertThat(Waiting.on(server.bridge(0).publish("chat", "by the API", Map.of())))
                    .isNull();
            for (String body : List.of("by HTTP", "by the API")) {
                assertThat(next(seen).body()).isEqualTo(body);
                assertThat(client.expectMessage(body).lastEventId()).isEmpty();
            }
            client.assertExhausted();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void whatNoSubscriberMayHaveIsOnTheBusButNotRecorded() throws InterruptedException {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setOutboundPermitted(List.of(
                        new PermittedOptions().setAddress("public"),
                        new PermittedOptions().setAddress("mixed").setMatch(new JsonObject().put("public", true))));
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient client =
                        SseTestClient.connect(server.port(), "/events?address=public&address=mixed&address=**")) {
            long before = seq(client.expectPosition());
            BlockingQueue<Message<Object>> secret = consume(server, "secret");
            BlockingQueue<Message<Object>> mixed = consume(server, "mixed");
            notRecorded(post(server, "secret", "s"));
            assertThat(Waiting.on(server.bridge(0).publish("secret", "s", Map.of())))
                    .isNull();
            notRecorded(HttpExchange.post(server.port(), "/publish/mixed", JSON, "{\"public\":false}"));
            String shown = recorded(HttpExchange.post(server.port(), "/publish/mixed", JSON, "{\"public\":true}"));
            assertThat(seq(shown)).as("numbers are for what is recorded").isEqualTo(before + 1);
            client.expectMessage("{\"public\":true}");
            publish(server, "public", "end");
            client.expectMessage("end");
            client.assertExhausted();
            assertThat(next(secret).body()).isEqualTo("s");
            assertThat(next(secret).body()).isEqualTo("s");
            assertThat(next(mixed).body()).isEqualTo(new JsonObject().put("public", false));
            assertThat(next(mixed).body()).isEqualTo(new JsonObject().put("public", true));
            assertThat(secret).isEmpty();
            assertThat(mixed).isEmpty();
        }
    }

    @Test
    void whatIsTooLargeForSubscribersIsOnTheBusButNotRecorded() throws InterruptedException {
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setEventBytes(1_000));
        String large = "x".repeat(1_001);
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            notRecorded(post(server, "chat", large));
            assertThat(Waiting.on(server.bridge(1).publish("chat", large, Map.of())))
                    .isNull();
            assertThat(seq(publish(server, "chat", "end"))).isEqualTo(1);
            client.expectMessage("end");
            client.assertExhausted();
            for (String body : List.of(large, large, "end")) {
                assertThat(next(seen).body()).isEqualTo(body);
            }
            assertThat(seen).isEmpty();
            assertThat(server.dropped()).as("%s", server.status()).isEqualTo(2);
        }
    }

    @Test
    void aBodyWithoutTextIsOnTheBusButNotRecorded() throws InterruptedException {
        try (CapturedLog log = CapturedLog.of("io.busbar");
                BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            server.vertx().eventBus().registerDefaultCodec(OwnBody.class, new OwnBody.Codec());
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            assertThat(Waiting.on(server.bridge(0).publish("chat", new OwnBody("one"), Map.of())))
                    .isNull();
            assertThat(seq(publish(server, "chat", "end"))).isEqualTo(1);
            client.expectMessage("end");
            client.assertExhausted();
            assertThat(next(seen).body()).isEqualTo(new OwnBody("one"));
            assertThat(next(seen).body()).isEqualTo("end");
            assertThat(seen).isEmpty();
            assertThat(server.dropped()).as("%s", server.status()).isEqualTo(1);
            assertThat(log.messages()).hasSize(1);
        }
    }

    /** Otherwise subscribers would have an event that its publisher was told had failed. */
    @Test
    void aBodyThatTheBusCannotCarryFailsAndIsNotRecorded() {
        List<Object> bodies = List.of(
                new OwnBody("no codec"),
                new JsonObject().put("not JSON", new OwnBody("x")),
                new JsonArray().add(new JsonObject().put("deep", new OwnBody("x"))));
        try (CapturedLog log = CapturedLog.of("io.busbar");
                BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            for (Object body : bodies) {
                assertThat(failure(() -> server.bridge(0).publish("chat", body, Map.of())))
                        .as("%s", body)
                        .isNotNull();
            }
            assertThat(seq(publish(server, "chat", "end"))).isEqualTo(1);
            client.expectMessage("end");
            client.assertExhausted();
            assertThat(log.messages()).hasSizeLessThan(5);
        }
    }

    @Test
    void everyJsonValueIsAnEvent() throws InterruptedException {
        Map<String, String> data = new LinkedHashMap<>();
        data.put(" { \"a\" : [ 1, null, {\"b\":\"ü\"} ] } ", "{\"a\":[1,null,{\"b\":\"ü\"}]}");
        data.put("{}", "{}");
        data.put("[1,\"x\",[]]", "[1,\"x\",[]]");
        data.put("[]", "[]");
        data.put("\"text\"", "text");
        data.put("\"two\\nlines\"", "two\nlines");
        data.put("\"\\ud83d\\ude00\"", "\uD83D\uDE00");
        data.put("\"\"", "");
        data.put("0", "0");
        data.put("-17", "-17");
        data.put("12345678901", "12345678901");
        data.put("2.5", "2.5");
        data.put("true", "true");
        data.put("false", "false");
        data.put("null", "");
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            data.forEach((json, expected) -> {
                String id = recorded(HttpExchange.post(server.port(), "/publish/chat", JSON, json));
                assertThat(client.expectMessage(expected).lastEventId()).isEqualTo(id);
            });
            client.assertExhausted();
            for (int i = 0; i < data.size(); i++) {
                next(seen);
            }
            assertThat(seen).isEmpty();
        }
    }

    /** Whatever becomes of a number that Java's primitive types can't hold, it is valid JSON, or refused. */
    @Test
    void numbersOfAnySizeStayNumbersOrAreRefused() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            for (String number : List.of("12345678901234567890123", "1e400", "0.12345678901234567890123", "-1E-400")) {
                HttpExchange exchange = HttpExchange.post(server.port(), "/publish/chat", JSON, number);
                if (exchange.status() == 202) {
                    assertThat(client.nextEvent().data()).as(number).matches("-?[0-9]+(\\.[0-9]+)?(E[+-]?[0-9]+)?");
                } else {
                    Problems.expect(400, exchange);
                }
            }
        }
    }

    @Test
    void headersNameTheEventAndItsKey() throws InterruptedException {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addSource(new SourceOptions().setAddress("market"))
                .setSlowConsumer(new SlowConsumerOptions().setPolicy(SlowConsumerPolicy.CONFLATE));
        try (BridgeServer server = BridgeServer.start(options)) {
            BlockingQueue<Message<Object>> seen = consume(server, "market");
            String first = publish(server, "market", "eur 1", "Sse-Event: price", "Sse-Key: eur");
            publish(server, "market", "usd 1", "sse-event: price", "sse-key: usd");
            publish(server, "market", "eur 2", "SSE-Event: Last price", "SSE-Key: eur");
            Waiting.on(server.bridge(0)
                    .publish("market", "usd 2", Map.of("sse-key", "usd", "sse-event", "price", "x-own", "y")));
            publish(server, "market", "no key");
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Message<Object> message = next(seen);
                keys.add(message.headers().get("sse-key"));
                assertThat(message.headers().get("sse-event")).isEqualTo(i == 2 ? "Last price" : "price");
                assertThat(message.headers().get("x-own")).isEqualTo(i == 3 ? "y" : null);
            }
            assertThat(keys).containsExactly("eur", "usd", "eur", "usd");
            assertThat(next(seen).headers().names()).containsExactly("busbar-log");
            String before = first.replaceFirst("-.*", "-0");
            try (SseTestClient client =
                    SseTestClient.connect(server.port(), "/events/market", "Last-Event-ID: " + before)) {
                client.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                client.expectEvent("Last price", "eur 2");
                client.expectEvent("price", "usd 2");
                client.expectMessage("no key");
                client.assertExhausted();
            }
        }
    }

    @Test
    void whatCanBeNoEventIsRefusedAndOnNoBus() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            for (String type : List.of("", "open", "error", "busbar.position", "a\nb", "a\rb", "a\0b")) {
                assertThat(failure(() -> server.bridge(0).publish("chat", "x", Map.of("sse-event", type))))
                        .as("type \"%s\"", type)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            for (String address : List.of("", "a.*", "**", "a\nb", "a\0b")) {
                assertThat(failure(() -> server.bridge(0).publish(address, "x", Map.of())))
                        .as("address \"%s\"", address)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(seq(publish(server, "other", "end"))).isEqualTo(1);
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void theFutureCompletesOnTheCallersContext() {
        SseBridgeOptions options =
                BridgeServer.permitAll().setOutboundPermitted(List.of(new PermittedOptions().setAddress("chat")));
        try (BridgeServer server = BridgeServer.start(options)) {
            VertxInternal vertx = (VertxInternal) server.vertx();
            SseBridge bridge = server.bridge(0);
            List<Supplier<Future<?>>> calls = List.of(
                    () -> bridge.publish("chat", "recorded", Map.of()),
                    () -> bridge.publish("secret", "not recorded", Map.of()),
                    () -> bridge.publish("chat", "refused", Map.of("sse-event", "open")),
                    () -> bridge.publish("chat", new OwnBody("not carried"), Map.of()),
                    () -> bridge.publish("chat", "x", Map.of(SseBridge.IDEMPOTENCY_KEY, "k")),
                    () -> bridge.publish("chat", "y", Map.of(SseBridge.IDEMPOTENCY_KEY, "k")));
            ContextInternal eventLoop = vertx.createEventLoopContext();
            for (ContextInternal context : List.of(
                    eventLoop, eventLoop.duplicate(), vertx.createEventLoopContext(), vertx.createWorkerContext())) {
                for (int i = 0; i < calls.size(); i++) {
                    assertThat(completesOn(context, calls.get(i)))
                            .as("call %s from %s", i, context)
                            .isSameAs(context);
                }
            }
        }
    }

    @Test
    void afterTheBridgeIsClosedPublishingFails() {
        Vertx vertx = Vertx.vertx();
        try {
            SseBridge bridge =
                    SseBridge.builder(vertx).with(BridgeServer.permitAll()).build();
            assertThat(Waiting.on(bridge.publish("chat", "before anyone waited for ready", Map.of())))
                    .isNotNull();
            int port = serve(vertx, bridge);
            Waiting.on(bridge.close());
            assertThat(failure(() -> bridge.publish("chat", "x", Map.of()))).isNotNull();
            HttpExchange exchange = HttpExchange.post(port, "/publish/chat", Publishing.TEXT, "x");
            Problems.expect(503, exchange);
        } finally {
            Waiting.on(vertx.close());
        }
    }

    @Test
    void closingLeavesNoPublisherWaiting() {
        Vertx vertx = Vertx.vertx();
        try {
            SseBridge bridge =
                    SseBridge.builder(vertx).with(BridgeServer.permitAll()).build();
            List<Future<String>> outcomes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                outcomes.add(bridge.publish("chat", i, Map.of()));
            }
            Future<Void> closed = bridge.close();
            for (int i = 0; i < 500; i++) {
                outcomes.add(bridge.publish("chat", i, Map.of()));
            }
            Waiting.on(Future.join(outcomes).otherwiseEmpty());
            Waiting.on(closed);
            assertThat(outcomes.get(0).succeeded()).isTrue();
            assertThat(bridge.status().windowBytes()).isZero();
        } finally {
            Waiting.on(vertx.close());
        }
    }

    private static @Nullable Context completesOn(ContextInternal context, Supplier<Future<?>> call) {
        Promise<@Nullable Context> where = Promise.promise();
        context.runOnContext(run -> call.get().onComplete(outcome -> where.complete(ContextInternal.current())));
        return Waiting.on(where.future());
    }

    /** Returns with what a future fails; it must not throw instead. */
    private static Throwable failure(Supplier<Future<String>> call) {
        return Waiting.on(call.get()
                .transform(outcome -> outcome.failed()
                        ? Future.succeededFuture(outcome.cause())
                        : Future.failedFuture("published as " + outcome.result())));
    }

    private static int serve(Vertx vertx, SseBridge bridge) {
        Router router = Router.router(vertx);
        bridge.mount(router, "/events");
        bridge.mountInbound(router, "/");
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        return Waiting.on(bridge.ready().compose(ready -> server.listen(0, "127.0.0.1")))
                .actualPort();
    }
}
