package io.busbar;

import static io.busbar.testing.Replays.listing;
import static io.busbar.testing.Replays.publish;
import static io.busbar.testing.Replays.publishMany;
import static io.busbar.testing.Replays.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.EveryWire;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a new stream may begin, and in which words. */
class FromTest {

    private final BridgeServer server = BridgeServer.start(listing(new HistoryOptions(), "a", "b", "news.x"));

    @AfterEach
    void close() {
        server.close();
    }

    @EveryWire
    void aStreamBeginsWhereItIsAskedTo(Wire wire) {
        try (BridgeServer wired = wire.start(listing(new HistoryOptions(), "a"))) {
            List<ReadEvent> sent = publishMany(wired, "a", "event ", 10);
            try (TestStream now = wire.open(wired, "/events/a?from=now");
                    TestStream three = wire.open(wired, "/events/a?from=3");
                    TestStream earliest = wire.open(wired, "/events/a?from=earliest");
                    TestStream last = wire.open(wired, "/events/a?from=last")) {
                assertThat(now.expectPosition()).isEqualTo(sent.get(9).lastEventId());
                assertThat(take(three, 3)).isEqualTo(sent.subList(7, 10));
                assertThat(take(earliest, 10)).isEqualTo(sent);
                assertThat(last.nextEvent()).isEqualTo(new ReadEvent("message", "event 9", ""));
                assertThat(last.expectPosition()).isEqualTo(sent.get(9).lastEventId());
                ReadEvent live = publish(wired, "a", "live");
                for (TestStream stream : List.of(now, three, earliest, last)) {
                    assertThat(stream.nextEvent()).isEqualTo(live);
                    stream.assertExhausted();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "now, 0",
        "0, 0",
        "00, 0",
        "1, 1",
        "007, 7",
        "9, 9",
        "10, 10",
        "11, 10",
        "2147483647, 10",
        "2147483648, 10",
        "999999999999, 10",
        "earliest, 10",
        "-60000ms, 10",
        "-600s, 10",
        "-10m, 10",
        "-2h, 10",
        "-1d, 10",
        "-999999999d, 10"
    })
    void aStreamBeginsWithSoManyOfTheTenEventsBefore(String from, int expected) {
        List<ReadEvent> sent = publishMany(server, "a", "event ", 10);
        List<SseTestClient> clients = new ArrayList<>();
        clients.add(SseTestClient.connect(server.port(), "/events/a?from=" + from));
        clients.add(SseTestClient.connect(server.port(), "/events?from=" + from + "&address=a&address=b"));
        clients.add(SseTestClient.connect(server.port(), "/events/*?from=" + from));
        clients.add(post("\"" + from + "\""));
        if (from.matches("0|[1-9][0-9]*")) {
            clients.add(post(from));
        }
        ReadEvent live = publish(server, "a", "live");
        for (SseTestClient client : clients) {
            assertThat(take(client, expected)).isEqualTo(sent.subList(10 - expected, 10));
            assertThat(client.nextEvent()).isEqualTo(live);
            client.close();
        }
    }

    @Test
    void aStreamBeginsNowUnlessItIsAskedTo() {
        publishMany(server, "a", "event ", 3);
        try (SseTestClient plain = SseTestClient.connect(server.port(), "/events/a");
                SseTestClient posted = SseTestClient.to(server.port(), "/events")
                        .post("application/json", "{\"addresses\":[\"a\"],\"from\":null}")
                        .open()) {
            ReadEvent live = publish(server, "a", "live");
            assertThat(plain.nextEvent()).isEqualTo(live);
            assertThat(posted.nextEvent()).isEqualTo(live);
        }
    }

    @Test
    void theQueryWinsOverTheBody() {
        List<ReadEvent> sent = publishMany(server, "a", "event ", 5);
        try (SseTestClient client = SseTestClient.to(server.port(), "/events?from=2")
                .post("application/json", "{\"addresses\":[\"a\"],\"from\":4}")
                .open()) {
            assertThat(take(client, 2)).isEqualTo(sent.subList(3, 5));
            client.assertExhausted();
        }
    }

    @Test
    void anEmptyHistoryHasNothingToBeginWith() {
        for (String from : List.of("earliest", "1", "100", "-1h", "last")) {
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=" + from)) {
                assertThat(client.status()).isEqualTo(200);
                assertThat(client.expectPosition()).endsWith("-0");
                client.assertExhausted();
            }
        }
    }

    @Test
    void aPatternBeginsWithTheLastThatMatchItTogether() {
        List<ReadEvent> sent = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sent.add(publish(server, i % 2 == 0 ? "news.x" : "news.y", "event " + i));
            publish(server, "a", "does not match");
            publish(server, "news.deep.z", "does not match");
        }
        String query = "/events?address=news.*&address=news.x&from=";
        try (SseTestClient three = SseTestClient.connect(server.port(), query + "3");
                SseTestClient earliest = SseTestClient.connect(server.port(), query + "earliest");
                SseTestClient ago = SseTestClient.connect(server.port(), query + "-1h")) {
            assertThat(take(three, 3)).isEqualTo(sent.subList(3, 6));
            assertThat(take(earliest, 6)).isEqualTo(sent);
            assertThat(take(ago, 6)).isEqualTo(sent);
            ReadEvent live = publish(server, "news.y", "live");
            for (SseTestClient client : List.of(three, earliest, ago)) {
                assertThat(client.nextEvent()).isEqualTo(live);
            }
        }
    }

    @Test
    void onlyWhatTheReaderMaySeeCounts() {
        SseBridgeOptions options = new SseBridgeOptions()
                .addSource(new SourceOptions().setAddress("news"))
                .addOutboundPermitted(
                        new PermittedOptions().setAddress("news").setMatch(new JsonObject().put("public", true)))
                .addOutboundPermitted(new PermittedOptions().setAddress("news").setRequiredAuthority("read:secret"));
        try (BridgeServer guarded =
                BridgeServer.with(options).routes(HeaderUsers::authenticate).start()) {
            for (int i = 0; i < 12; i++) {
                JsonObject body = new JsonObject().put("public", i % 3 == 0).put("i", i);
                Waiting.on(guarded.bridge(0).publish("news", body, Map.of()));
            }
            for (String from : List.of("3", "-1h", "earliest")) {
                int skipped = from.equals("3") ? 1 : 0;
                try (SseTestClient reader = SseTestClient.connect(guarded.port(), "/events/news?from=" + from)) {
                    for (int i = skipped; i < 4; i++) {
                        reader.expectMessage("{\"public\":true,\"i\":" + 3 * i + "}");
                    }
                    reader.assertExhausted();
                }
            }
            try (SseTestClient privileged = SseTestClient.connect(
                    guarded.port(), "/events/news?from=3", "X-User: ada", "X-Authority: read:secret")) {
                privileged.expectMessage("{\"public\":true,\"i\":9}");
                privileged.expectMessage("{\"public\":false,\"i\":10}");
                privileged.expectMessage("{\"public\":false,\"i\":11}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "Now",
                "EARLIEST",
                "latest",
                "first",
                "-1",
                "-",
                "--1s",
                "+1",
                "1.0",
                "1.5",
                "1e3",
                "0x10",
                "1_000",
                "1,000",
                "NaN",
                "Infinity",
                "1s",
                "30s",
                "+30s",
                "-s",
                "-ms",
                "-1.5s",
                "-1e3s",
                "-30S",
                "-1w",
                "-30 s",
                "- 30s",
                "-30sec",
                "-30s-10s",
                "-P1D",
                "-0x1s",
                "true",
                "null",
                "[]",
                "{}",
                "now,1",
                "now now",
                "last1",
                "١",
                "-١s",
                "２",
                "-∞s",
                "\u0000",
                "1\u0000",
                "\n",
                "1\r\n",
                "now\n",
                "\t",
                " "
            })
    void whatMeansNothingIsRefused(String from) {
        Problems.expect(400, HttpExchange.get(server.port(), "/events/a?from=" + encoded(from)));
        Problems.expect(
                400,
                HttpExchange.post(
                        server.port(),
                        "/events",
                        "application/json",
                        new JsonObject()
                                .put("addresses", new JsonArray().add("a"))
                                .put("from", from)
                                .encode()));
        server.awaitQuiet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "0.1", "-0.5", "true", "false", "[]", "[1]", "{}", "{\"n\":1}"})
    void jsonThatMeansNothingIsRefused(String from) {
        Problems.expect(
                400,
                HttpExchange.post(
                        server.port(), "/events", "application/json", "{\"addresses\":[\"a\"],\"from\":" + from + "}"));
        server.awaitQuiet();
    }

    /** So large that they need not be understood, but nothing may break. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808ms",
                "-99999999999999d",
                "100000000000000000000000000000000000000000000000000000000000000"
            })
    void immenseNumbersAreRefusedOrMeanEverything(String from) {
        publish(server, "a", "event");
        for (boolean asNumber : List.of(true, false)) {
            if (asNumber && !from.matches("\\d+")) {
                continue;
            }
            try (SseTestClient posted = post(asNumber ? from : "\"" + from + "\"")) {
                assertThat(posted.status()).isIn(200, 400);
                if (posted.status() == 200) {
                    posted.expectMessage("event");
                }
            }
        }
        try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=" + from)) {
            assertThat(client.status()).isIn(200, 400);
            if (client.status() == 200) {
                client.expectMessage("event");
            }
        }
    }

    private SseTestClient post(String from) {
        return SseTestClient.to(server.port(), "/events")
                .post("application/json", "{\"addresses\":[\"a\"],\"from\":" + from + "}")
                .open();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
