package io.busbar;

import static io.busbar.Publishing.JSON;
import static io.busbar.Publishing.TEXT;
import static io.busbar.Publishing.consume;
import static io.busbar.Publishing.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From HTTP onto the bus. */
class InboundTest {

    @Test
    void aBodyIsPublishedAsTheValueThatItIs() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            BlockingQueue<Message<Object>> seen = consume(server, "chat");
            List<String> bodies = List.of("{\"a\":[1,null]}", "[1,\"x\"]", "\"text\"", "1", "-2.5", "true", "null");
            List<Object> values = Arrays.asList(
                    new JsonObject().put("a", new JsonArray().add(1).addNull()),
                    new JsonArray().add(1).add("x"),
                    "text",
                    1,
                    -2.5,
                    true,
                    null);
            for (int i = 0; i < bodies.size(); i++) {
                post(server, 202, "/publish/chat", JSON, bodies.get(i));
                assertThat(next(seen).body()).isEqualTo(values.get(i));
            }
            post(server, 202, "/publish/chat", "Text/Plain; charset=UTF-8", "grüße\r\n");
            assertThat(next(seen).body()).isEqualTo("grüße\r\n");
            post(server, 202, "/publish/chat", "application/json;charset=utf-8", " {} ");
            assertThat(next(seen).body()).isEqualTo(new JsonObject());
            post(server, 202, "/publish/chat", TEXT, "");
            assertThat(next(seen).body()).isEqualTo("");
        }
    }

    @Test
    void theAddressIsDecoded() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            BlockingQueue<Message<Object>> seen = consume(server, "nü/x +y");
            post(server, 202, "/publish/n%C3%BC%2Fx%20%2By", TEXT, "x");
            assertThat(next(seen).body()).isEqualTo("x");
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/n%C3%BC%2Fx%20%2By")) {
                server.publish("nü/x +y", "y");
                client.expectMessage("y");
            }
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void whatIsPublishedReachesSubscribersAndOtherConsumersOnce(boolean fastPath) throws InterruptedException {
        SseBridgeOptions options =
                BridgeServer.permitAll().setFastPath(fastPath).addSource(new SourceOptions().setAddress("listed.a"));
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient exact = SseTestClient.connect(server.port(), "/events?address=chat.a&address=listed.a");
                SseTestClient pattern = SseTestClient.connect(server.port(), "/events/**");
                SseTestClient both = SseTestClient.connect(server.port(), "/events?address=*.a&address=chat.a")) {
            for (String address : List.of("chat.a", "listed.a")) {
                BlockingQueue<Message<Object>> seen = consume(server, address);
                post(server, 202, "/publish/" + address, JSON, "\"one\"", "Sse-Event: said");
                post(server, 202, "/publish/" + address, TEXT, "two");
                for (SseTestClient client : List.of(exact, pattern, both)) {
                    client.expectEvent("said", "one");
                    client.expectMessage("two");
                }
                Message<Object> one = next(seen);
                assertThat(one.body()).isEqualTo("one");
                assertThat(one.headers().get("sse-event")).isEqualTo("said");
                assertThat(next(seen).body()).isEqualTo("two");
                assertThat(seen).isEmpty();
            }
            post(server, 202, "/publish/chat.a", TEXT, "end");
            for (SseTestClient client : List.of(exact, pattern, both)) {
                client.expectMessage("end");
                client.assertExhausted();
            }
        }
    }

    @Test
    void whatSubscribersMayNotSeeIsPublishedAllTheSame() throws InterruptedException {
        SseBridgeOptions options = new SseBridgeOptions()
                .addInboundPermitted(new PermittedOptions())
                .addOutboundPermitted(new PermittedOptions().setAddressRegex("public\\..*"));
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/**")) {
            BlockingQueue<Message<Object>> seen = consume(server, "secret.a");
            post(server, 204, "/publish/secret.a", TEXT, "secret");
            post(server, 202, "/publish/public.a", TEXT, "public");
            assertThat(next(seen).body()).isEqualTo("secret");
            client.expectMessage("public");
            client.assertExhausted();
        }
    }

    @Test
    void onlyWhatIsPermittedGetsIn() throws InterruptedException {
        SseBridgeOptions options = new SseBridgeOptions()
                .addInboundPermitted(new PermittedOptions().setAddress("chat"))
                .addInboundPermitted(
                        new PermittedOptions().setAddress("orders").setMatch(new JsonObject().put("kind", "order")));
        try (BridgeServer server = BridgeServer.start(options)) {
            BlockingQueue<Message<Object>> seen = consume(server, "orders");
            for (String verb : List.of("/publish/", "/send/", "/request/")) {
                Problems.expect(403, HttpExchange.post(server.port(), verb + "other", TEXT, "x"));
                Problems.expect(403, HttpExchange.post(server.port(), verb + "orders", TEXT, "order"));
                Problems.expect(403, HttpExchange.post(server.port(), verb + "orders", JSON, "{\"kind\":\"x\"}"));
            }
            post(server, 204, "/publish/orders", JSON, "{\"kind\":\"order\",\"n\":1}");
            assertThat(next(seen).body())
                    .isEqualTo(new JsonObject().put("kind", "order").put("n", 1));
            assertThat(seen).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/publish/chat", "/send/chat", "/request/chat"})
    void whatCannotBeUnderstoodIsRefused(String path) {
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setRequestBytes(1_000));
        try (BridgeServer server = BridgeServer.start(options)) {
            int port = server.port();
            for (String type :
                    List.of("application/xml", "text/html", "application/jsonp", "x", "text/plain;charset=latin1")) {
                Problems.expect(415, HttpExchange.post(port, path, type, "{}"));
            }
            Problems.expect(415, HttpExchange.request(port, "POST", path, new byte[] {'1'}));
            for (String json : List.of("", "{", "{} {}", "nul", "{\"a\":}", "'a'")) {
                Problems.expect(400, HttpExchange.post(port, path, JSON, json));
            }
            byte[] notUtf8 = {(byte) 0xC3, 'x'};
            Problems.expect(400, HttpExchange.request(port, "POST", path, notUtf8, "Content-Type: text/plain"));
            Problems.expect(413, HttpExchange.post(port, path, TEXT, "x".repeat(1_001)));
            Problems.expect(413, HttpExchange.post(port, path, TEXT, "x".repeat(1_000_000)));
            for (String name : List.of("open", "error", "busbar.closing")) {
                Problems.expect(400, HttpExchange.post(port, path, TEXT, "x", "Sse-Event: " + name));
            }
            Problems.expect(400, HttpExchange.post(port, path, TEXT, "x", "Idempotency-Key:"));
            Problems.expect(400, HttpExchange.post(port, path + ".*", TEXT, "x"));
            Problems.expect(400, HttpExchange.post(port, path + "%0Ax", TEXT, "x"));
            assertThat(HttpExchange.get(port, path).status()).isEqualTo(405);
            assertThat(server.status().eventsIn()).isZero();
        }
    }

    /** What can't be kept must not be taken for a promise. */
    @Test
    void onlyPublishingKnowsIdempotencyKeys() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            server.vertx().eventBus().consumer("chat", message -> message.reply("done"));
            for (String verb : List.of("/send/", "/request/")) {
                Problems.expect(400, HttpExchange.post(server.port(), verb + "chat", TEXT, "x", "Idempotency-Key: k"));
            }
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() {
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setRequestBytes(1_000));
        try (BridgeServer server = BridgeServer.start(options)) {
            post(server, 202, "/publish/chat", TEXT, "x".repeat(1_000));
        }
    }

    @Test
    void whatIsSentReachesOneConsumer() throws InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            BlockingQueue<Message<Object>> seen = consume(server, "work");
            server.vertx().eventBus().consumer("work", seen::add);
            post(server, 204, "/send/work", JSON, "{\"job\":1}", "Sse-Event: job");
            Message<Object> message = next(seen);
            assertThat(message.body()).isEqualTo(new JsonObject().put("job", 1));
            assertThat(message.isSend()).isTrue();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void aRequestIsAnsweredWithTheReply() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            server.vertx().eventBus().<Object>consumer("echo", message -> message.reply(message.body()));
            for (String json : List.of("{\"a\":[1,\"ü\"]}", "[1,2]", "17", "true", "null")) {
                HttpExchange exchange = post(server, 200, "/request/echo", JSON, json);
                assertThat(exchange.header("content-type")).startsWith(JSON);
                assertThat(exchange.body()).isEqualTo(json);
            }
            HttpExchange text = post(server, 200, "/request/echo", TEXT, "grüße");
            assertThat(text.body()).isEqualTo("grüße");
        }
    }

    @Test
    void whatGoesWrongWithARequestHasAStatusOfItsOwn() {
        SseBridgeOptions options = BridgeServer.permitAll().setRequestTimeout(Duration.ofSeconds(2));
        try (BridgeServer server = BridgeServer.start(options)) {
            server.vertx().eventBus().consumer("mute", message -> {});
            server.vertx().eventBus().consumer("shop", message -> message.fail(42, "out of \"stock\""));
            JsonObject failure = Problems.expect(502, HttpExchange.post(server.port(), "/request/shop", JSON, "{}"));
            assertThat(failure.getInteger("failureCode")).isEqualTo(42);
            assertThat(failure.getString("failureMessage")).isEqualTo("out of \"stock\"");
            HttpExchange nobody = HttpExchange.post(server.port(), "/request/nobody", JSON, "{}");
            Problems.expect(503, nobody);
            assertThat(nobody.header("retry-after")).isNotNull();
            Problems.expect(504, HttpExchange.post(server.port(), "/request/mute", JSON, "{}"));
        }
    }

    private static HttpExchange post(
            BridgeServer server, int status, String path, String type, String body, String... headers) {
        HttpExchange exchange = HttpExchange.post(server.port(), path, type, body, headers);
        assertThat(exchange.status()).as("%s", exchange).isEqualTo(status);
        return exchange;
    }
}
