package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.BusHandlers;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What becomes of a bus message on its way to a subscriber. */
class DeliveryTest {

    @EveryWire
    void theStreamOpensAtOnceWithTheHeadersOfAnEventStream(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.permitAll().setHeartbeat(Duration.ZERO));
                TestStream stream = wire.open(server, "/events/news")) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).isEqualTo("text/event-stream;charset=utf-8");
            assertThat(stream.header("cache-control")).isEqualTo("no-cache, no-store, no-transform");
            assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
            assertThat(stream.header("content-length")).isNull();
            assertThat(stream.header("transfer-encoding"))
                    .isEqualTo(wire.protocol().name().endsWith("1_1") ? "chunked" : null);
            assertThat(stream.expectRetry()).isPositive();
            stream.assertExhausted();
        }
    }

    @EveryWire
    void bodiesBecomeData(Wire wire) {
        JsonObject object = new JsonObject()
                .put("text", "ü\n\u2028")
                .put("number", 1.5)
                .put("none", null)
                .put("list", new JsonArray().add(true).add(new JsonObject()));
        byte[] binary = {0, 1, (byte) 0xFF, (byte) 0xC3};
        byte[] text = "grüße\n\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
        Map<Object, String> bodies = new LinkedHashMap<>();
        bodies.put(object, object.encode());
        bodies.put(new JsonArray().add(1).add("a").add(new JsonObject()), "[1,\"a\",{}]");
        bodies.put(new JsonArray(), "[]");
        bodies.put(1, "1");
        bodies.put(Long.MIN_VALUE, "-9223372036854775808");
        bodies.put(2.5, "2.5");
        bodies.put((short) 3, "3");
        bodies.put((byte) -4, "-4");
        bodies.put(true, "true");
        bodies.put(false, "false");
        bodies.put("", "");
        bodies.put("two\nlines", "two\nlines");
        bodies.put("\"quoted\"", "\"quoted\"");
        bodies.put(Buffer.buffer(text), new String(text, StandardCharsets.UTF_8));
        bodies.put(Buffer.buffer(binary), Base64.getEncoder().encodeToString(binary));
        bodies.put(Buffer.buffer(), "");
        bodies.put(text, new String(text, StandardCharsets.UTF_8));
        bodies.put(binary, Base64.getEncoder().encodeToString(binary));
        try (BridgeServer server = wire.start(BridgeServer.permitAll());
                TestStream stream = wire.open(server, "/events/news")) {
            bodies.keySet().forEach(body -> server.publish("news", body));
            server.publish("news", null);
            bodies.values().forEach(stream::expectMessage);
            stream.expectMessage("");
            stream.assertExhausted();
            assertThat(server.dropped()).isZero();
        }
    }

    @EveryWire
    void bodiesOfOtherTypesAreDroppedAndCountedAndLoggedOnce(Wire wire) {
        try (CapturedLog log = CapturedLog.of("io.busbar");
                BridgeServer server = wire.start(BridgeServer.permitAll());
                TestStream stream = wire.open(server, "/events/news")) {
            server.vertx().eventBus().registerDefaultCodec(OwnBody.class, new OwnBody.Codec());
            server.publish("news", new OwnBody("one"));
            server.publish("news", new OwnBody("two"));
            server.publish("news", "after");
            stream.expectMessage("after");
            stream.assertExhausted();
            assertThat(server.dropped()).as("%s", server.status()).isEqualTo(2);
            assertThat(log.messages()).hasSize(1).allSatisfy(message -> assertThat(message)
                    .contains(OwnBody.class.getName()));
        }
    }

    @EveryWire
    void aHeaderNamesTheEvent(Wire wire) {
        List<String> names = List.of("price", "Price", "two words", "grüße", "datastar-patch-elements", "busbar", ":x");
        try (BridgeServer server = wire.start(BridgeServer.permitAll());
                TestStream stream = wire.open(server, "/events/news")) {
            for (String name : names) {
                server.publish("news", name, "sse-event", name);
            }
            server.publish("news", "unnamed");
            server.publish("news", "any case", "SSE-Event", "x");
            server.publish("news", "another header", "event", "x");
            names.forEach(name -> stream.expectEvent(name, name));
            stream.expectMessage("unnamed");
            stream.expectEvent("x", "any case");
            stream.expectMessage("another header");
            stream.assertExhausted();
        }
    }

    /** A header of a message must not be able to forge another field, or what clients take for our own events. */
    @EveryWire
    void reservedAndBrokenNamesAreDroppedAndCounted(Wire wire) {
        List<String> names = List.of(
                "open", "error", "busbar.closing", "busbar.", "x\ndata: forged", "x\rdata: forged", "x\r\n\r\n", "x\0");
        try (BridgeServer server = wire.start(BridgeServer.permitAll());
                TestStream stream = wire.open(server, "/events/news")) {
            names.forEach(name -> server.publish("news", "forged", "sse-event", name));
            server.publish("news", "after");
            stream.expectMessage("after");
            stream.assertExhausted();
            assertThat(server.dropped()).as("%s", server.status()).isEqualTo(names.size());
        }
    }

    @EveryWire
    void eventsThatAreTooLargeAreDroppedAndCounted(Wire wire) {
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setEventBytes(10_000));
        try (BridgeServer server = wire.start(options);
                TestStream stream = wire.open(server, "/events/news")) {
            server.publish("news", "x".repeat(9_000));
            server.publish("news", "x".repeat(10_001));
            server.publish("news", "ü".repeat(5_001));
            server.publish("news", "\n".repeat(5_000));
            server.publish("news", "after");
            stream.expectMessage("x".repeat(9_000));
            stream.expectMessage("after");
            stream.assertExhausted();
            assertThat(server.dropped()).as("%s", server.status()).isEqualTo(3);
        }
    }

    @EveryWire
    void eventsOfOnePublisherKeepTheirOrder(Wire wire) {
        int number = 3_000;
        try (BridgeServer server = wire.start(BridgeServer.permitAll());
                TestStream first = wire.open(server, "/events?address=a&address=b");
                TestStream second = wire.open(server, "/events?address=b&address=a")) {
            for (int i = 0; i < number; i++) {
                server.publish(i % 2 == 0 ? "a" : "b", i, "sse-event", i % 2 == 0 ? "a" : "b");
            }
            for (TestStream stream : List.of(first, second)) {
                Map<String, Integer> next = new HashMap<>(Map.of("a", 0, "b", 1));
                for (int i = 0; i < number; i++) {
                    ReadEvent event = stream.nextEvent();
                    int expected = next.get(event.type());
                    assertThat(event.data()).isEqualTo(Integer.toString(expected));
                    next.put(event.type(), expected + 2);
                }
                stream.assertExhausted();
            }
            assertThat(server.status().eventsIn()).isEqualTo(number);
            Conditions.await(
                    "the last write to be counted", () -> server.status().eventsOut() == 2L * number);
        }
    }

    @EveryWire
    void sentMessagesAreDeliveredAndRequestsFailAtOnce(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.permitAll());
                TestStream stream = wire.open(server, "/events/news")) {
            server.vertx().eventBus().send("news", "sent");
            stream.expectMessage("sent");
            Future<Message<Object>> reply = server.vertx()
                    .eventBus()
                    .request("news", "requested", new DeliveryOptions().setSendTimeout(60_000));
            Throwable cause = Waiting.on(reply.transform(result -> Future.succeededFuture(result.cause())));
            assertThat(cause).isInstanceOf(ReplyException.class).hasMessageContaining("busbar does not reply");
            assertThat(((ReplyException) cause).failureType()).isEqualTo(ReplyFailure.RECIPIENT_FAILURE);
        }
    }

    @EveryWire
    void everythingIsLetGoWhenTheLastClientLeft(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.forgetful())) {
            try (TestStream one = wire.open(server, "/events/news");
                    TestStream other = wire.open(server, "/events?address=news&address=more")) {
                assertThat(server.status().connections()).isEqualTo(2);
                assertThat(server.status().subscriptions()).isEqualTo(3);
                assertThat(server.status().busConsumers()).isEqualTo(2);
                assertThat(BusHandlers.of(server.vertx(), "news")).isEqualTo(1);
                server.publish("news", "x");
                one.expectMessage("x");
                other.expectMessage("x");
            }
            server.awaitQuiet();
            assertThat(BusHandlers.of(server.vertx(), "news")).isZero();
            Conditions.await(
                    "both ends to be heard", () -> server.listener().closed().size() == 2);
        }
    }
}
