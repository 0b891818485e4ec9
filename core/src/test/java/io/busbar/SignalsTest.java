package io.busbar;

import static io.busbar.Publishing.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.Subscriber;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.EveryWire;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestCatalog;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Datastar page sends along when it opens a stream, and what becomes of it. */
class SignalsTest {

    private static final String PAGE = "Datastar-Request: true";

    private static SseBridgeOptions options() {
        return BridgeServer.permitAll().setSignals(true);
    }

    private static String query(String signals) {
        return "datastar=" + URLEncoder.encode(signals, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String query(JsonObject signals) {
        return query(signals.encode());
    }

    // ---- who sees them ----

    @EveryWire
    void authorizersFiltersAndListenersSeeThemAndThoseOfEachRequestAnew(Wire wire) {
        Queue<JsonObject> asked = new ConcurrentLinkedQueue<>();
        try (BridgeServer server = wire.with(options())
                .bridge(builder -> builder.withAuthorizer((subscriber, address) -> {
                            asked.add(subscriber.signals());
                            return Future.succeededFuture(
                                    !"evil".equals(subscriber.signals().getString("who")));
                        })
                        .withFilter((event, subscriber) ->
                                event.body().equals(subscriber.signals().getValue("wanted"))))
                .start()) {
            JsonObject evil = new JsonObject().put("who", "evil");
            try (TestStream refused = wire.open(server, "/events/a?" + query(evil), PAGE)) {
                assertThat(refused.status()).isEqualTo(403);
            }
            JsonObject first = new JsonObject().put("wanted", 1).put("deep", new JsonArray().add(new JsonObject()));
            String seen;
            try (TestStream page = wire.open(server, "/events/a?" + query(first), PAGE)) {
                server.publish("a", 2);
                server.publish("a", 1);
                seen = page.expectMessage("1").lastEventId();
            }
            server.publish("a", 1);
            server.publish("a", 2);
            JsonObject second = new JsonObject().put("wanted", 2);
            try (TestStream page = wire.open(server, "/events/a?" + query(second), PAGE, "Last-Event-ID: " + seen)) {
                page.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                page.expectMessage("2");
            }
            assertThat(asked).containsExactly(evil, first, second);
            assertThat(server.listener().opened()).hasSize(2);
        }
    }

    @Test
    void nobodyCanChangeThem() {
        Queue<Subscriber> subscribers = new ConcurrentLinkedQueue<>();
        try (BridgeServer server = BridgeServer.with(options())
                .bridge(builder -> builder.withAuthorizer((subscriber, address) -> {
                    subscribers.add(subscriber);
                    return Future.succeededFuture(true);
                }))
                .start()) {
            JsonObject sent = new JsonObject("{\"o\":{\"a\":1},\"l\":[{\"b\":2},[3]]}");
            SseTestClient.connect(server.port(), "/events/a?" + query(sent)).close();
            SseTestClient.connect(server.port(), "/events/a").close();
            JsonObject signals = subscribers.remove().signals();
            assertThat(signals).isEqualTo(sent);
            for (Runnable change : List.<Runnable>of(
                    () -> signals.put("x", 1),
                    () -> signals.getJsonObject("o").remove("a"),
                    () -> signals.getJsonArray("l").add(1),
                    () -> signals.getJsonArray("l").getJsonObject(0).put("b", 3),
                    () -> signals.getJsonArray("l").getJsonArray(1).clear(),
                    () -> subscribers.element().signals().put("x", 1))) {
                assertThatThrownBy(change::run).isInstanceOf(UnsupportedOperationException.class);
            }
            assertThat(signals).isEqualTo(sent);
            assertThat(signals.copy().put("mine", true)).isNotEqualTo(sent);
            assertThat(subscribers.element().signals()).isEmpty();
        }
    }

    /** 64 KiB each would be many times what an idle connection may cost. */
    @ParameterizedTest(name = "a filter was there before: {0}")
    @ValueSource(booleans = {true, false})
    void aStreamKeepsThemOnlyIfSomebodyMayLookAgain(boolean filtered) {
        Vertx vertx = Vertx.vertx();
        Queue<JsonObject> asked = new ConcurrentLinkedQueue<>();
        Queue<JsonObject> seen = new ConcurrentLinkedQueue<>();
        TestPlugin later = TestPlugin.with(
                "later", context -> context.addFilter((event, subscriber) -> seen.add(subscriber.signals())));
        try {
            SseBridgeBuilder builder = SseBridge.builder(vertx)
                    .with(options())
                    .withPlugins(new TestCatalog(later))
                    .withAuthorizer((subscriber, address) -> Future.succeededFuture(asked.add(subscriber.signals())));
            if (filtered) {
                builder.withFilter((event, subscriber) -> true);
            }
            SseBridge bridge = builder.build();
            Router router = Router.router(vertx);
            bridge.mount(router, "/events");
            HttpServer http =
                    Waiting.on(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
            JsonObject signals = new JsonObject().put("a", 1);
            try (SseTestClient page = SseTestClient.connect(http.actualPort(), "/events/a?" + query(signals), PAGE)) {
                Waiting.on(bridge.usePlugins(List.of(new PluginOptions().setName("later"))));
                vertx.eventBus().publish("a", "x");
                page.expectMessage("x");
            }
            assertThat(asked).containsExactly(signals);
            assertThat(seen).containsExactly(filtered ? signals : new JsonObject());
        } finally {
            Waiting.on(vertx.close());
        }
    }

    // ---- where they are ----

    @Test
    void aPagesPostHasThemAsItsBodyAndWhatItAsksForInTheQuery() {
        try (BridgeServer server = BridgeServer.with(options())
                        .bridge(builder -> builder.withFilter((event, subscriber) ->
                                subscriber.signals().containsKey("addresses") || "for all".equals(event.body())))
                        .start();
                SseTestClient page = SseTestClient.to(server.port(), "/events?address=a")
                        .post(JSON, "{\"addresses\":[\"b\"]}")
                        .header(PAGE)
                        .open();
                SseTestClient plain = SseTestClient.to(server.port(), "/events?address=b")
                        .post(JSON, "{\"addresses\":[\"a\"]}")
                        .open()) {
            server.publish("a", "x");
            page.expectMessage("x");
            assertThat(server.status().subscriptions()).isEqualTo(3);
            server.publish("b", "y");
            server.publish("a", "z");
            page.expectMessage("z");
            server.publish("b", "for all");
            plain.expectMessage("for all");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyInAHundredPiecesOverTwoSecondsIsReadWholeBeforeTheStreamBegins(boolean fastPath) throws Exception {
        int pieces = 100;
        JsonObject signals = new JsonObject().put("customer", "c42").put("filler", "ü€😀".repeat(2_000));
        byte[] body = signals.encode().getBytes(StandardCharsets.UTF_8);
        try (BridgeServer server = BridgeServer.start(options().setFastPath(fastPath));
                SseTestClient page = SseTestClient.to(
                                server.port(),
                                "/events?address=orders.{signals.customer}"
                                        .replace("{", "%7B")
                                        .replace("}", "%7D"))
                        .header(PAGE)
                        .postLater(JSON, body.length)
                        .neverRead()) {
            AtomicInteger sent = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(pieces);
            ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
            try {
                timer.scheduleAtFixedRate(
                        () -> {
                            int i = sent.getAndIncrement();
                            if (i < pieces) {
                                // Pieces end within characters.
                                int from = (int) ((long) body.length * i / pieces);
                                int to = (int) ((long) body.length * (i + 1) / pieces);
                                send(page, Arrays.copyOfRange(body, from, to));
                                assertThat(server.status().connections())
                                        .as("streams before the last piece")
                                        .isLessThanOrEqualTo(i + 1 < pieces ? 0 : 1);
                                done.countDown();
                            }
                        },
                        0,
                        20,
                        TimeUnit.MILLISECONDS);
                assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                timer.shutdownNow();
            }
            assertThat(page.status()).isEqualTo(200);
            server.publish("orders.c42", "mine");
            page.expectMessage("mine");
        }
    }

    private static void send(SseTestClient client, byte[] piece) {
        try {
            client.send(piece);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of characters that take three bytes each in a query. */
    @EveryWire
    void sixtyFourKibibytesInAGetAreTaken(Wire wire) {
        LimitOptions limits = new LimitOptions();
        String frame = "{\"a\":\"\"}";
        String signals = "{\"a\":\"" + "{".repeat(65_536 - frame.length()) + "\"}";
        try (BridgeServer server = wire.with(options())
                .http(limits::applyTo)
                .bridge(builder -> builder.withFilter(
                        (event, subscriber) -> subscriber.signals().encode().equals(signals)))
                .start()) {
            try (TestStream page = wire.open(server, "/events/a?" + query(signals), PAGE)) {
                assertThat(page.status()).isEqualTo(200);
                server.publish("a", "seen");
                page.expectMessage("seen");
            }
            try (TestStream page = wire.open(server, "/events/a?" + query(signals + " "), PAGE)) {
                assertThat(page.status()).isEqualTo(414);
                assertThat(page.header("content-type")).startsWith("application/problem+json");
            }
        }
    }

    @Test
    void aBridgeThatDoesNotReadThemIsNotConcernedByThem() {
        try (BridgeServer server = BridgeServer.with(BridgeServer.permitAll())
                        .bridge(builder -> builder.withFilter(
                                (event, subscriber) -> subscriber.signals().isEmpty()))
                        .start();
                SseTestClient page = SseTestClient.connect(server.port(), "/events/a?datastar=%7Bnonsense", PAGE);
                SseTestClient literal = SseTestClient.connect(
                        server.port(), "/events/b.%7Bsignals.x%7D?" + query("{\"x\":\"y\"}"), PAGE)) {
            server.publish("a", "1");
            page.expectMessage("1");
            server.publish("b.{signals.x}", "2");
            literal.expectMessage("2");
        }
    }

    // ---- hostile ones ----

    /** Name, and JSON in which ~ stands for a backslash. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "empty                  | ``",
                "blank                  | ` `",
                "broken                 | {",
                "cut within a text      | {\"a\":\"secret",
                "more behind            | {} {}",
                "an array               | [{\"secret\":1}]",
                "a text                 | \"secret\"",
                "a number               | 17",
                "null                   | null",
                "bare words             | {secret:1}",
                "single quotes          | {'secret':1}",
                "NaN                    | {\"a\":NaN}",
                "a trailing comma       | {\"a\":1,}",
                "a huge number          | {\"secret\":1e400}",
                "a huge negative number | {\"secret\":[-1e999999999]}",
                "NUL in a text          | {\"a\":\"secret~u0000\"}",
                "NUL in a name          | {\"secret~u0000\":1}",
                "half a character       | {\"a\":{\"b\":\"secret~ud83d\"}}",
                "the other half         | {\"a\":[\"~ude00secret\"]}",
                "half a name            | {\"~ud83d\":1}",
                "a bad escape           | {\"a\":\"~x41\"}",
                "@@proto                | {\"a\":1}}",
            })
    void whatAreNoSignalsIsRefusedWithoutAnEcho(String name, String json) {
        expectRefused(json.replace('~', '\\'));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"levels, 101", "levels, 1100", "levels, 20000", "digits, 400", "digits, 30000"})
    void whatIsTooDeepOrTooLongANumberIsRefused(String what, int many) {
        expectRefused(
                what.equals("levels")
                        ? "{\"a\":".repeat(many) + "1" + "}".repeat(many)
                        : "{\"a\":" + "9".repeat(many) + "}");
        if (what.equals("levels")) {
            expectRefused("{\"a\":" + "[".repeat(many) + "]".repeat(many) + "}");
        }
    }

    private static void expectRefused(String json) {
        LimitOptions limits = new LimitOptions().setRequestBytes(1 << 20);
        try (BridgeServer server = BridgeServer.with(options().setLimits(limits))
                .http(http -> http.setMaxInitialLineLength(1 << 20))
                .start()) {
            for (HttpExchange answer : List.of(
                    HttpExchange.get(server.port(), "/events/a?" + query(json), PAGE),
                    HttpExchange.post(server.port(), "/events?address=a", JSON, json, PAGE))) {
                JsonObject problem = Problems.expect(400, answer);
                assertThat(problem.getString("detail"))
                        .startsWith("the signals ")
                        .hasSizeLessThan(100);
                assertThat(answer.body()).doesNotContain("secret", "999");
            }
            assertThat(server.listener().opened()).isEmpty();
            server.awaitQuiet();
        }
    }

    @Test
    void whatIsOddButMeansOneThingIsTaken() {
        Queue<JsonObject> asked = new ConcurrentLinkedQueue<>();
        String deep = "{\"a\":".repeat(99) + "{}" + "}".repeat(99);
        try (BridgeServer server = BridgeServer.with(options())
                .bridge(builder -> builder.withAuthorizer((subscriber, address) -> {
                    asked.add(subscriber.signals());
                    return Future.succeededFuture(true);
                }))
                .start()) {
            for (String json : List.of(
                    "{}",
                    " {\n} ",
                    "{/* which Vert.x takes everywhere */}",
                    "{\"a\":1,\"a\":2}",
                    "{\"\":\"😀\\ud83d\\ude00\"}",
                    "{\"n\":[-0,1e300,123456789012345678901234567890,0.1]}",
                    "{\"__proto__\":{\"x\":null}}",
                    deep)) {
                SseTestClient.connect(server.port(), "/events/a?" + query(json), PAGE)
                        .close();
                assertThat(asked.remove()).isEqualTo(new JsonObject(json));
            }
            assertThat(new JsonObject("{\"a\":1,\"a\":2}").getInteger("a"))
                    .as("the last one counts")
                    .isEqualTo(2);
        }
    }

    @Test
    void whatIsNoQueryAndNoBodyOfSignalsIsRefused() {
        try (BridgeServer server = BridgeServer.start(options().setLimits(new LimitOptions().setRequestBytes(100)))) {
            int port = server.port();
            Problems.expect(400, HttpExchange.get(port, "/events/a?datastar", PAGE));
            Problems.expect(400, HttpExchange.get(port, "/events/a?datastar=%7B%7D&datastar=%7B%7D", PAGE));
            Problems.expect(
                    400,
                    HttpExchange.request(
                            port,
                            "POST",
                            "/events?address=a",
                            new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'},
                            PAGE,
                            "Content-Type: application/json"));
            Problems.expect(415, HttpExchange.post(port, "/events?address=a", "text/plain", "{}", PAGE));
            String large = "{\"a\":\"" + "x".repeat(100) + "\"}";
            Problems.expect(413, HttpExchange.post(port, "/events?address=a", JSON, large, PAGE));
            Problems.expect(414, HttpExchange.get(port, "/events/a?" + query(large), PAGE));
            server.awaitQuiet();
        }
    }

    // ---- addresses ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "orders.{signals.customer}                   | {\"customer\":\"c-42\"}           | orders.c-42",
                "orders.{signals.customer}                   | {\"customer\":42}                 | orders.42",
                "orders.{signals.user.id}.x                  | {\"user\":{\"id\":\"ü ß\"}}       | orders.ü ß.x",
                "{signals.a}.{signals.b}                     | {\"a\":\"1\",\"b\":\"2\"}         | 1.2",
                "a-{signals.a}-{signals.a}                   | {\"a\":\"{x}\"}                  | a-{x}-{x}",
                "a.{other}                                   | {}                                | a.{other}",
            })
    void aSignalIsAPartOfAnAddress(String template, String signals, String address) {
        try (BridgeServer server = BridgeServer.start(options())) {
            String encoded = URLEncoder.encode(template, StandardCharsets.UTF_8);
            for (String path : List.of("/events/" + encoded + "?", "/events?address=" + encoded + "&")) {
                try (SseTestClient page = SseTestClient.connect(server.port(), path + query(signals), PAGE)) {
                    server.publish(address, "x");
                    page.expectMessage("x");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{signals.a}    | {}",
                "{signals.a}    | {\"a\":null}",
                "{signals.a}    | {\"a\":\"\"}",
                "{signals.a}    | {\"a\":\"x.y\"}",
                "{signals.a}    | {\"a\":\".\"}",
                "{signals.a}    | {\"a\":\"*\"}",
                "{signals.a}    | {\"a\":\"**\"}",
                "{signals.a}*   | {\"a\":\"x\"}",
                "{signals.a}    | {\"a\":\"x*\"}",
                "{signals.a}    | {\"a\":\"x\\ny\"}",
                "{signals.a}    | {\"a\":\"\\u0085\"}",
                "{signals.a}    | {\"a\":1.5}",
                "{signals.a}    | {\"a\":true}",
                "{signals.a}    | {\"a\":[\"x\"]}",
                "{signals.a}    | {\"a\":{\"b\":\"x\"}}",
                "{signals.a.b}  | {\"a\":\"x\"}",
                "{signals.a.b}  | {\"a.b\":\"x\"}",
                "{signals.}     | {\"\":\"x\"}",
                "{signals.a     | {\"a\":\"x\"}",
                "{signals.a b}  | {\"a b\":\"x\"}",
                "{signals.a..b} | {\"a\":{\"\":{\"b\":\"x\"}}}",
            })
    void aSignalThatIsNoPartOfOneSegmentIsRefused(String template, String signals) {
        try (BridgeServer server = BridgeServer.start(options())) {
            String path = "/events?address=orders." + URLEncoder.encode(template, StandardCharsets.UTF_8) + "&";
            JsonObject problem = Problems.expect(400, HttpExchange.get(server.port(), path + query(signals), PAGE));
            assertThat(problem.getString("detail")).doesNotContain("\n").hasSizeLessThan(150);
            Problems.expect(
                    400, HttpExchange.get(server.port(), path + query("{\"a\":\"" + "x".repeat(129) + "\"}"), PAGE));
            server.awaitQuiet();
        }
    }

    @Test
    void whatComesOfATemplateMustBePermittedAsAnyOtherAddress() {
        SseBridgeOptions options = options();
        options.getOutboundPermitted().clear();
        options.addOutboundPermitted(new PermittedOptions().setAddress("orders.mine"));
        try (BridgeServer server = BridgeServer.start(options)) {
            String path = "/events/orders.%7Bsignals.who%7D?";
            Problems.expect(403, HttpExchange.get(server.port(), path + query("{\"who\":\"yours\"}"), PAGE));
            SseTestClient.connect(server.port(), path + query("{\"who\":\"mine\"}"), PAGE)
                    .close();
        }
    }
}
