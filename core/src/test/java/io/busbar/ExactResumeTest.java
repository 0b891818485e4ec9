package io.busbar;

import static io.busbar.testing.Replays.after;
import static io.busbar.testing.Replays.listing;
import static io.busbar.testing.Replays.publishMany;
import static io.busbar.testing.Replays.resume;
import static io.busbar.testing.Replays.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.EventId;
import io.busbar.testing.EveryWire;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client that comes back to a bridge with a history says where it was, and what it gets. */
class ExactResumeTest {

    private static final String EXACT = "{\"status\":\"exact\"}";
    private static final String RESET = "{\"status\":\"reset\"}";

    @EveryWire
    void aClientThatComesBackIsToldFirstThatItMissesNothingAndThenGetsItAll(Wire wire) {
        try (BridgeServer server = wire.start(listing(new HistoryOptions(), "news", "other"))) {
            String position;
            try (TestStream stream = wire.open(server, "/events/news")) {
                server.publish("news", "before");
                position = stream.expectMessage("before").lastEventId();
            }
            List<ReadEvent> missed = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                publishMany(server, "other", "other", 1);
                missed.addAll(publishMany(server, "news", "missed\n" + "x".repeat(50 * i), 1));
            }
            try (TestStream stream = wire.open(server, "/events/news", "Last-Event-ID: " + position)) {
                assertThat(stream.status()).isEqualTo(200);
                stream.expectEvent("busbar.resume", EXACT);
                assertThat(stream.expectPosition()).isEqualTo(position);
                assertThat(take(stream, 20)).isEqualTo(missed);
                List<ReadEvent> live = publishMany(server, "news", "live", 3);
                assertThat(take(stream, 3)).isEqualTo(live);
                stream.assertExhausted();
            }
        }
    }

    /** Many pieces of the log at once, next to others that the reader does not want. */
    @EveryWire
    void aLongReplayComesWholeAndInOrder(Wire wire) {
        try (BridgeServer server = wire.start(listing(new HistoryOptions(), "news", "other"))) {
            List<ReadEvent> missed = new ArrayList<>();
            String position = publishMany(server, "other", "first", 1).get(0).lastEventId();
            for (int i = 0; i < 200; i++) {
                missed.addAll(publishMany(server, "news", i + "x".repeat(5_000), 1 + i % 3));
                publishMany(server, "other", "y".repeat(3_000), i % 2);
            }
            try (TestStream stream = wire.open(server, "/events/news", "Last-Event-ID: " + position)) {
                stream.expectEvent("busbar.resume", EXACT);
                assertThat(take(stream, missed.size())).isEqualTo(missed);
                List<ReadEvent> live = publishMany(server, "news", "live", 1);
                assertThat(take(stream, 1)).isEqualTo(live);
            }
        }
    }

    /** Of several places the first in this order counts: header, query, other query, body. */
    @Test
    void theIdMayComeInAHeaderAQueryOrABody() {
        try (BridgeServer server = BridgeServer.start(listing(new HistoryOptions(), "news"))) {
            List<ReadEvent> sent = publishMany(server, "news", "event ", 6);
            String header = sent.get(4).lastEventId();
            String query = sent.get(3).lastEventId();
            String other = sent.get(2).lastEventId();
            String body = sent.get(1).lastEventId();
            String queries = "?last_event_id=" + other + "&lastEventId=" + query;
            expectAfter(sent, header, get(server, "/events/news", "Last-Event-ID: " + header));
            expectAfter(sent, header, get(server, "/events/news", "last-event-id:  " + header + " "));
            expectAfter(sent, query, get(server, "/events/news?lastEventId=" + query));
            expectAfter(sent, other, get(server, "/events/news?last_event_id=" + other));
            expectAfter(sent, query, get(server, "/events/news" + queries));
            expectAfter(sent, header, get(server, "/events/news" + queries, "Last-Event-ID: " + header));
            expectAfter(sent, other, get(server, "/events/news?lastEventId=&last_event_id=" + other, "Last-Event-ID:"));
            expectAfter(sent, body, post(server, "", body));
            expectAfter(sent, query, post(server, queries, body));
            expectAfter(sent, other, post(server, "?last_event_id=" + other, body));
            expectAfter(sent, header, post(server, queries, body, "Last-Event-ID: " + header));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "earliest", "0", "1", "-1h", "last"})
    void anIdWinsOverFrom(String from) {
        try (BridgeServer server = BridgeServer.start(listing(new HistoryOptions(), "news"))) {
            List<ReadEvent> sent = publishMany(server, "news", "event ", 6);
            String id = sent.get(2).lastEventId();
            expectAfter(sent, id, get(server, "/events/news?from=" + from, "Last-Event-ID: " + id));
            expectAfter(sent, id, get(server, "/events/news?from=" + from + "&lastEventId=" + id));
            expectAfter(sent, id, post(server, "?from=" + from, id));
            JsonObject body = new JsonObject()
                    .put("addresses", new JsonArray().add("news"))
                    .put("from", from)
                    .put("lastEventId", id);
            expectAfter(
                    sent,
                    id,
                    SseTestClient.to(server.port(), "/events")
                            .post("application/json", body.encode())
                            .open());
        }
    }

    /** What is not understood is refused all the same. */
    @Test
    void anInvalidFromIsRefusedNextToAnIdToo() {
        try (BridgeServer server = BridgeServer.start(listing(new HistoryOptions(), "news"))) {
            String id = publishMany(server, "news", "event ", 1).get(0).lastEventId();
            Problems.expect(400, HttpExchange.get(server.port(), "/events/news?from=nonsense", "Last-Event-ID: " + id));
        }
    }

    @Test
    void addressesOfAMultiplexedSourceAreRecordedFromTheStart() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addSource(new SourceOptions()
                        .setAddress("market")
                        .setAddressHeader("sse-address")
                        .setAddressPattern("market.*"));
        try (BridgeServer server = BridgeServer.start(options)) {
            String position;
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/market.eur")) {
                position = client.expectPosition();
            }
            try (SseTestClient witness = SseTestClient.connect(server.port(), "/events/**")) {
                server.publish("market", "1", "sse-address", "market.usd");
                server.publish("market", "2", "sse-address", "market.eur");
                server.publish("market", "3", "sse-address", "market.jpy");
                List<ReadEvent> all = take(witness, 3);
                try (SseTestClient resumed =
                        resume(server, "/events?address=market.usd&address=market.jpy", position)) {
                    resumed.expectEvent("busbar.resume", EXACT);
                    assertThat(take(resumed, 2)).containsExactly(all.get(0), all.get(2));
                    resumed.assertExhausted();
                }
            }
        }
    }

    /** Each stream is the first and the last of its address on an event loop, where all has to be set up for it. */
    @Test
    void allThatComeBackTogetherGetWhatTheyMissedTimeAndAgain() {
        SseBridgeOptions options = BridgeServer.permitAll()
                .addSource(new SourceOptions()
                        .setAddress("market")
                        .setAddressHeader("sse-address")
                        .setAddressPattern("market.*"));
        try (BridgeServer server = BridgeServer.start(options)) {
            List<ReadEvent> sent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                sent.addAll(publishMany(server, "market." + i, "event ", 1));
            }
            EventId begin = EventId.parse(sent.get(0).lastEventId()).plus(-1);
            for (int wave = 0; wave < 40; wave++) {
                List<SseTestClient> clients = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    clients.add(SseTestClient.to(server.port(), "/events/market." + i)
                            .header("Last-Event-ID: " + begin)
                            .neverRead());
                }
                for (int i = 0; i < 40; i++) {
                    clients.get(i).expectEvent("busbar.resume", EXACT);
                    assertThat(clients.get(i).nextEvent()).isEqualTo(sent.get(i));
                    clients.get(i).close();
                }
            }
        }
    }

    /** Two addresses that a pattern and an exact subscription both name bring an event once, in a replay as well. */
    @Test
    void aReplayBringsAnEventOnceHoweverManySubscriptionsMatch() {
        try (BridgeServer server = BridgeServer.start(listing(new HistoryOptions(), "a.b"))) {
            List<ReadEvent> sent = publishMany(server, "a.b", "event ", 5);
            try (SseTestClient client = resume(
                    server,
                    "/events?address=a.*&address=a.b&address=**&address=a.b",
                    sent.get(0).lastEventId())) {
                client.expectEvent("busbar.resume", EXACT);
                assertThat(take(client, 4)).isEqualTo(sent.subList(1, 5));
                client.assertExhausted();
            }
        }
    }

    /** What is on the bridge only because a stranger subscribed to it is not for patterns, in a replay neither. */
    @Test
    void aReplayShowsPatternsNoUnlistedAddresses() {
        try (BridgeServer server = BridgeServer.start(listing(new HistoryOptions(), "news.a"));
                SseTestClient stranger = SseTestClient.connect(server.port(), "/events/news.secret")) {
            String position = stranger.expectPosition();
            server.publish("news.secret", "secret");
            stranger.expectMessage("secret");
            List<ReadEvent> sent = publishMany(server, "news.a", "open ", 2);
            for (String path : List.of("/events/news.*", "/events?address=**&from=earliest")) {
                try (SseTestClient pattern = resume(server, path, position)) {
                    pattern.expectEvent("busbar.resume", EXACT);
                    assertThat(take(pattern, 2)).isEqualTo(sent);
                    pattern.assertExhausted();
                }
            }
            try (SseTestClient pattern = SseTestClient.connect(server.port(), "/events/**?from=earliest")) {
                assertThat(take(pattern, 2)).isEqualTo(sent);
                pattern.assertExhausted();
            }
        }
    }

    @EveryWire
    void anIdOfAnotherLogIsAReset(Wire wire) {
        try (BridgeServer server = wire.start(listing(new HistoryOptions(), "news"))) {
            List<ReadEvent> sent = publishMany(server, "news", "event ", 2);
            try (TestStream stream = wire.open(server, "/events/news", "Last-Event-ID: another-1")) {
                stream.expectEvent("busbar.resume", RESET);
                assertThat(stream.expectPosition()).isEqualTo(sent.get(1).lastEventId());
                List<ReadEvent> live = publishMany(server, "news", "live", 1);
                assertThat(take(stream, 1)).isEqualTo(live);
            }
        }
    }

    private static SseTestClient get(BridgeServer server, String path, String... headers) {
        return SseTestClient.connect(server.port(), path, headers);
    }

    private static SseTestClient post(BridgeServer server, String query, String id, String... headers) {
        JsonObject body =
                new JsonObject().put("addresses", new JsonArray().add("news")).put("lastEventId", id);
        SseTestClient.Builder client =
                SseTestClient.to(server.port(), "/events" + query).post("application/json", body.encode());
        for (String header : headers) {
            client.header(header);
        }
        return client.open();
    }

    private static void expectAfter(List<ReadEvent> sent, String id, SseTestClient resumed) {
        try (resumed) {
            assertThat(resumed.status()).isEqualTo(200);
            resumed.expectEvent("busbar.resume", EXACT);
            assertThat(resumed.expectPosition()).isEqualTo(id);
            List<ReadEvent> missed = after(id, sent);
            assertThat(take(resumed, missed.size())).isEqualTo(missed);
            resumed.assertExhausted();
        }
    }
}
