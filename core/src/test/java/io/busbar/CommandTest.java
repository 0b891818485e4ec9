package io.busbar;

import static io.busbar.Publishing.JSON;
import static io.busbar.Publishing.TEXT;
import static io.busbar.Publishing.consume;
import static io.busbar.Publishing.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.Event;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Datastar page sends to the bus, and the short stream that comes back. */
class CommandTest {

    private static final String PAGE = "Datastar-Request: true";
    private static final String SIGNALS = "{\"customer\":42,\"cart\":{\"items\":[\"ü\",null]}}";

    /** Makes an event of each element of a list, named as its address, and fails on all that is no list. */
    private static TestPlugin format() {
        return TestPlugin.with(
                "lists", context -> context.addAsyncTransform(event -> Future.succeededFuture(elementsOf(event))));
    }

    private static List<Event> elementsOf(Event event) {
        if (event.json() instanceof JsonArray list) {
            return list.stream()
                    .map(each -> event.withType(event.address()).withBody(each))
                    .toList();
        }
        throw new IllegalArgumentException("not a list");
    }

    private static SseBridgeOptions options() {
        return BridgeServer.permitAll().setFormat("lists");
    }

    private static BridgeServer start(SseBridgeOptions options) {
        return BridgeServer.with(options)
                .bridge(builder ->
                        builder.withPlugin(format()).withTransform(event -> event.withBody("not for replies")))
                .start();
    }

    private static HttpExchange send(BridgeServer server, String method, String address, String signals) {
        String path = "/request/" + address;
        return method.equals("GET") || method.equals("DELETE")
                ? HttpExchange.request(server.port(), method, path + "?datastar=" + encoded(signals), new byte[0], PAGE)
                : HttpExchange.request(
                        server.port(),
                        method,
                        path,
                        signals.getBytes(StandardCharsets.UTF_8),
                        PAGE,
                        "Content-Type: application/json");
    }

    private static String encoded(String signals) {
        return URLEncoder.encode(signals, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void aCommandIsThePagesSignalsAndItsReplyAShortStreamOfEvents(String method) {
        try (BridgeServer server = start(options())) {
            server.vertx().eventBus().<JsonObject>consumer("shop", message -> {
                assertThat(message.body()).isEqualTo(new JsonObject(SIGNALS));
                message.reply(new JsonArray().add("one\ntwo").add(new JsonObject().put("n", 3)));
            });

            HttpExchange answer = send(server, method, "shop", SIGNALS);

            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("text/event-stream;charset=utf-8");
            assertThat(answer.header("cache-control")).contains("no-cache");
            assertThat(answer.body()).isEqualTo("""
                    event: shop
                    data: one
                    data: two

                    event: shop
                    data: {"n":3}

                    """);
        }
    }

    @EveryWire
    void theStreamEndsCleanly(Wire wire) {
        try (BridgeServer server = wire.with(options())
                .bridge(builder -> builder.withPlugin(format()))
                .start()) {
            server.vertx().eventBus().consumer("shop", message -> message.reply(new JsonArray().add("done")));
            try (TestStream answer = wire.open(server, "/request/shop?datastar=" + encoded(SIGNALS), PAGE)) {
                answer.expectEvent("shop", "done");
                answer.expectEnd();
            }
        }
    }

    @Test
    void aCommandWithoutSignalsHasAnEmptyObject() throws InterruptedException {
        try (BridgeServer server = start(options().setRequestTimeout(Duration.ofMillis(500)))) {
            BlockingQueue<Message<Object>> seen = consume(server, "shop");
            HttpExchange.get(server.port(), "/request/shop", PAGE, "Sse-Key: k");
            Message<Object> message = next(seen);
            assertThat(message.body()).isEqualTo(new JsonObject());
            assertThat(message.headers().get(Event.KEY_HEADER)).isEqualTo("k");
        }
    }

    @Test
    void aReplyWithoutPatchesIs204() {
        try (BridgeServer server = start(options())) {
            server.vertx().eventBus().consumer("nothing", message -> message.reply(null));
            server.vertx().eventBus().consumer("empty", message -> message.reply(new JsonArray()));
            for (String address : List.of("nothing", "empty")) {
                HttpExchange answer = send(server, "POST", address, SIGNALS);
                assertThat(answer.status()).as("%s", answer).isEqualTo(204);
                assertThat(answer.body()).isEmpty();
            }
        }
    }

    @Test
    void whatGoesWrongHasTheStatusThatItHasWithoutAPage() {
        SseBridgeOptions options =
                options().setLimits(new LimitOptions().setRequestBytes(200)).setRequestTimeout(Duration.ofSeconds(2));
        options.getInboundPermitted().clear();
        options.addInboundPermitted(new PermittedOptions().setAddressRegex("shop.*"));
        try (BridgeServer server = start(options)) {
            server.vertx().eventBus().consumer("shop.mute", message -> {});
            server.vertx().eventBus().consumer("shop.full", message -> message.fail(42, "out of stock"));
            for (String method : List.of("GET", "POST")) {
                JsonObject failure = Problems.expect(502, send(server, method, "shop.full", SIGNALS));
                assertThat(failure.getInteger("failureCode")).isEqualTo(42);
                assertThat(failure.getString("failureMessage")).isEqualTo("out of stock");
                Problems.expect(503, send(server, method, "shop.nobody", SIGNALS));
                Problems.expect(504, send(server, method, "shop.mute", SIGNALS));
                Problems.expect(403, send(server, method, "bank", SIGNALS));
                Problems.expect(400, send(server, method, "shop", "[1]"));
                Problems.expect(400, send(server, method, "shop", ""));
                String large = "{\"a\":\"" + "x".repeat(200) + "\"}";
                Problems.expect(method.equals("GET") ? 414 : 413, send(server, method, "shop", large));
            }
            Problems.expect(
                    415,
                    HttpExchange.post(
                            server.port(), "/request/shop", "application/x-www-form-urlencoded", "a=1", PAGE));
        }
    }

    @Test
    void aReplyThatIsNotOfTheFormatIsTheRecipientsFaultAndCountedAsThePlugins() {
        try (BridgeServer server = start(options())) {
            server.vertx().eventBus().consumer("shop", message -> message.reply("a secret of the shop"));
            HttpExchange answer = send(server, "POST", "shop", SIGNALS);
            Problems.expect(502, answer);
            assertThat(answer.body()).doesNotContain("secret");
            assertThat(server.status().plugins())
                    .filteredOn(plugin -> plugin.name().equals("lists"))
                    .singleElement()
                    .satisfies(plugin -> assertThat(plugin.counts()).containsEntry("failures", 1L));
        }
    }

    @Test
    void aReplyThatIsTooLargeToBeAnEventIsRefusedWhole() {
        SseBridgeOptions options = options().setLimits(new LimitOptions().setEventBytes(1_000));
        try (BridgeServer server = start(options)) {
            server.vertx()
                    .eventBus()
                    .consumer(
                            "shop",
                            message ->
                                    message.reply(new JsonArray().add("small").add("x".repeat(1_000))));
            Problems.expect(502, send(server, "POST", "shop", SIGNALS));
        }
    }

    /** Other origins can't send the header without asking, and a link can't send it at all. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE"})
    void withoutTheHeaderOnlyPostIsTaken(String method) {
        try (BridgeServer server = start(options())) {
            BlockingQueue<Message<Object>> seen = consume(server, "shop");
            HttpExchange answer =
                    HttpExchange.request(server.port(), method, "/request/shop?datastar=%7B%7D", new byte[0]);
            assertThat(answer.status()).isEqualTo(405);
            assertThat(seen).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"lists, ''", "plain, 'Datastar-Request: true'"})
    void whoeverIsNoPageOrAsksAPlainBridgeGetsTheReplyAsItIs(String format, String header) {
        try (BridgeServer server = start(options().setFormat(format))) {
            server.vertx().eventBus().<Object>consumer("echo", message -> message.reply(message.body()));
            String[] headers = header.isEmpty() ? new String[0] : new String[] {header};
            HttpExchange answer = HttpExchange.post(server.port(), "/request/echo", JSON, "[1]", headers);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo(JSON);
            assertThat(answer.body()).isEqualTo("[1]");
        }
    }

    /** It would become a signal. */
    @Test
    void aPageIsNotToldTheIdOfWhatItPublished() {
        try (BridgeServer server = start(options())) {
            HttpExchange answer = HttpExchange.post(server.port(), "/publish/chat", TEXT, "x", PAGE);
            assertThat(answer.status()).isIn(202, 204);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void aPageThatLeavesBeforeTheReplyLeavesNothing() {
        try (BridgeServer server = start(options().setRequestTimeout(Duration.ofMinutes(1)))) {
            BlockingQueue<Message<Object>> seen = consume(server, "shop");
            HttpClient client = server.vertx().createHttpClient();
            client.request(HttpMethod.POST, server.port(), "127.0.0.1", "/request/shop")
                    .compose(request -> request.putHeader("Datastar-Request", "true")
                            .putHeader("content-type", JSON)
                            .send("{}"));
            Conditions.await("the command", () -> !seen.isEmpty());
            Waiting.on(client.close());
            seen.element().reply(new JsonArray().add("too late"));
            server.vertx().eventBus().consumer("echo", message -> message.reply(new JsonArray().add("on time")));
            assertThat(send(server, "POST", "echo", "{}").body()).contains("on time");
        }
    }
}
