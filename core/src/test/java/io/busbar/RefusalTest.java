package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Wire;
import io.busbar.testing.WritePath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can fail, fails with a status before the first byte of a stream, and leaves nothing behind. */
class RefusalTest {

    private static final String JSON = "application/json";

    @Test
    void aRequestWithoutAUsableAddressIsRefused() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            for (String query : List.of(
                    "",
                    "?address=",
                    "?address=a*b",
                    "?address=*b",
                    "?address=**.a",
                    "?address=***",
                    "?address=news&address=a.**.b",
                    "?address=a%0Ab",
                    "?address=a%0Db",
                    "?address=a%00b",
                    "?address=news&address=",
                    "?address=" + "x".repeat(3_000))) {
                Problems.expect(400, HttpExchange.get(server.port(), "/events" + query));
            }
            Problems.expect(400, HttpExchange.get(server.port(), "/events/a*b"));
            Problems.expect(400, HttpExchange.get(server.port(), "/events/" + "x".repeat(3_000)));
            server.awaitQuiet();
        }
    }

    @Test
    void aBodyThatIsNotUnderstoodIsRefused() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            for (String body : List.of(
                    "",
                    "{",
                    "[]",
                    "null",
                    "\"news\"",
                    "{}",
                    "{\"addresses\":[]}",
                    "{\"addresses\":\"news\"}",
                    "{\"addresses\":null}",
                    "{\"addresses\":{\"a\":1}}",
                    "{\"addresses\":[1]}",
                    "{\"addresses\":[null]}",
                    "{\"addresses\":[\"\"]}",
                    "{\"addresses\":[\"a\\nb\"]}",
                    "{\"addresses\":[\"news\"],\"from\":1.5}",
                    "{\"addresses\":[\"news\"],\"lastEventId\":{}}",
                    "{\"addresses\":[\"news\"]} trailing")) {
                Problems.expect(400, HttpExchange.post(server.port(), "/events", JSON, body));
            }
            Problems.expect(400, HttpExchange.post(server.port(), "/events", JSON, subscribing("x".repeat(60_000))));
            server.awaitQuiet();
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void addressesMayComeInABody(boolean fastPath) {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll().setFastPath(fastPath));
                SseTestClient client = SseTestClient.to(server.port(), "/events?address=b")
                        .post(JSON, subscribing("a", "c.*"))
                        .open()) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(server.status().subscriptions()).isEqualTo(3);
            server.publish("a", "1");
            client.expectMessage("1");
            server.publish("b", "2");
            client.expectMessage("2");
        }
    }

    @Test
    void moreAddressesThanTheLimitAreRefused() {
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setAddressesPerConnection(3));
        try (BridgeServer server = BridgeServer.start(options)) {
            Problems.expect(400, HttpExchange.get(server.port(), "/events?address=a&address=b&address=c&address=d"));
            Problems.expect(400, HttpExchange.post(server.port(), "/events", JSON, subscribing("a", "b", "c", "d.*")));
            server.awaitQuiet();
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=b&address=c")) {
                assertThat(client.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aBodyLargerThanTheLimitIsRefused() {
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setRequestBytes(1_000));
        try (BridgeServer server = BridgeServer.start(options)) {
            for (int size : new int[] {1_001, 1_000_000}) {
                String body = subscribing("x".repeat(size - 16));
                assertThat(body).hasSizeGreaterThan(1_000);
                Problems.expect(413, HttpExchange.post(server.port(), "/events", JSON, body));
            }
            String chunk = "400\r\n" + "x".repeat(0x400) + "\r\n";
            HttpExchange chunked = HttpExchange.raw(
                    server.port(),
                    ("POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
                            .getBytes(StandardCharsets.US_ASCII),
                    Duration.ofSeconds(5));
            Problems.expect(413, chunked);
            server.awaitQuiet();
        }
    }

    @Test
    void whoeverAcceptsNoEventStreamGets406() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            Problems.expect(406, HttpExchange.get(server.port(), "/events/news", "Accept: application/json"));
            Problems.expect(406, HttpExchange.get(server.port(), "/events/news", "Accept: text/html, image/*;q=0.5"));
            for (String accept :
                    List.of("*/*", "text/html, */*;q=0.1", "text/event-stream;q=0.9", "Text/Event-Stream")) {
                try (TestStream stream = new Wire(WritePath.OWN, Wire.Protocol.HTTP_2)
                        .open(server, "/events/news", "Accept: " + accept)) {
                    assertThat(stream.status()).as(accept).isEqualTo(200);
                }
            }
            server.awaitQuiet();
        }
    }

    @Test
    void routesAndMethodsThatAreNotOursAreTheRouters() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            assertThat(HttpExchange.get(server.port(), "/nothing").status()).isEqualTo(404);
            assertThat(HttpExchange.request(server.port(), "DELETE", "/events", new byte[0])
                            .status())
                    .isEqualTo(405);
            assertThat(HttpExchange.request(server.port(), "PUT", "/events/news", new byte[] {'x'})
                            .status())
                    .isEqualTo(405);
        }
    }

    @EveryWire
    void whenTheBridgeIsFullItSaysWhenToComeBack(Wire wire) {
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setConnections(2));
        try (BridgeServer server = wire.start(options)) {
            try (TestStream one = wire.open(server, "/events/news");
                    TestStream two = wire.open(server, "/events/news")) {
                assertThat(List.of(one.status(), two.status())).containsOnly(200);
                try (TestStream refused = wire.open(server, "/events/news")) {
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(Integer.parseInt(refused.header("retry-after"))).isPositive();
                    assertThat(refused.header("content-type")).startsWith("application/problem+json");
                }
                server.publish("news", "x");
                one.expectMessage("x");
                two.expectMessage("x");
            }
            server.awaitQuiet();
            try (TestStream again = wire.open(server, "/events/news")) {
                assertThat(again.status()).isEqualTo(200);
            }
        }
    }

    @Test
    void tooManyAddressesOnTheNodeAreRefused() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addSource(new SourceOptions().setAddress("listed"))
                .setLimits(new LimitOptions().setAddresses(1));
        try (BridgeServer server = BridgeServer.start(options)) {
            try (SseTestClient one = SseTestClient.connect(server.port(), "/events?address=a&address=listed")) {
                HttpExchange refused = HttpExchange.get(server.port(), "/events/b");
                Problems.expect(503, refused);
                assertThat(refused.header("retry-after")).isNotNull();
                Problems.expect(503, HttpExchange.get(server.port(), "/events?address=a&address=b"));
                try (SseTestClient same = SseTestClient.connect(server.port(), "/events?address=a&address=x.*")) {
                    server.publish("a", "x");
                    one.expectMessage("x");
                    same.expectMessage("x");
                }
            }
            server.awaitQuiet();
            SseTestClient.connect(server.port(), "/events/b").close();
        }
    }

    @Test
    void oneIpAddressMayHaveOnlySoManyStreams() {
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setConnectionsPerIp(1));
        try (BridgeServer server = BridgeServer.start(options)) {
            try (SseTestClient one = SseTestClient.connect(server.port(), "/events/news")) {
                HttpExchange refused = HttpExchange.get(server.port(), "/events/news");
                Problems.expect(429, refused);
                assertThat(refused.header("retry-after")).isNotNull();
                server.publish("news", "x");
                one.expectMessage("x");
            }
            server.awaitQuiet();
            SseTestClient.connect(server.port(), "/events/news").close();
        }
    }

    /** A native EventSource would give up for ever on another status. */
    @EveryWire
    void refusalsThatPassCanBeToldToAnEventSource(Wire wire) {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setEventSourceSafe(true)
                .setRetry(Duration.ofSeconds(2))
                .setLimits(new LimitOptions().setConnectionsPerIp(1));
        try (BridgeServer server = wire.start(options);
                TestStream one = wire.open(server, "/events/news")) {
            try (TestStream refused = wire.open(server, "/events/news")) {
                assertThat(refused.status()).isEqualTo(200);
                assertThat(refused.header("content-type")).startsWith("text/event-stream");
                assertThat(new JsonObject(refused.nextEvent().data())).isNotNull();
                assertThat(refused.expectRetry()).isBetween(1_000L, 3_000L);
                assertThat(refused.bodyText()).contains("event: busbar.overloaded\n");
                refused.expectEnd();
            }
            try (TestStream malformed = wire.open(server, "/events")) {
                assertThat(malformed.status()).isEqualTo(400);
            }
            server.publish("news", "x");
            one.expectMessage("x");
            Conditions.await("the other to be gone", () -> server.status().connections() == 1);
        }
    }

    private static String subscribing(String... addresses) {
        return new JsonObject()
                .put("addresses", new JsonArray(List.of(addresses)))
                .encode();
    }
}
