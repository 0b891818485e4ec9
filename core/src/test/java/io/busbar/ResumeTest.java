package io.busbar;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.EveryWire;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client that comes back hears of a bridge without a history: honestly, that it may have missed something. */
class ResumeTest {

    private static final String RESET = "{\"status\":\"reset\"}";

    @EveryWire
    void aClientThatComesBackIsToldFirstThatItStartsAnew(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.withoutHistory());
                TestStream byHeader = wire.open(server, "/events/news", "Last-Event-ID: 0aZ._~-1");
                TestStream byQuery = wire.open(server, "/events/news?lastEventId=1");
                TestStream byOtherQuery = wire.open(server, "/events/news?last_event_id=1");
                TestStream longest = wire.open(server, "/events/news", "Last-Event-ID: " + "x".repeat(128))) {
            server.publish("news", "live");
            for (TestStream stream : List.of(byHeader, byQuery, byOtherQuery, longest)) {
                stream.expectEvent("busbar.resume", RESET);
                stream.expectMessage("live");
                stream.assertExhausted();
            }
        }
    }

    @EveryWire
    void aNewClientHearsNothingOfIt(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.withoutHistory());
                TestStream absent = wire.open(server, "/events/news?from=now");
                TestStream empty = wire.open(server, "/events/news?lastEventId=", "Last-Event-ID:")) {
            server.publish("news", "live");
            for (TestStream stream : List.of(absent, empty)) {
                stream.expectMessage("live");
                stream.assertExhausted();
            }
        }
    }

    @Test
    void anIdMayComeInABody() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.withoutHistory());
                SseTestClient client = SseTestClient.to(server.port(), "/events")
                        .post("application/json", "{\"addresses\":[\"news\"],\"lastEventId\":\"1\",\"from\":\"now\"}")
                        .open()) {
            client.expectEvent("busbar.resume", RESET);
        }
    }

    /** An id of another form was never ours, and must not be trusted with anything. */
    @Test
    void malformedIdsAreRefused() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.withoutHistory())) {
            for (String id :
                    List.of("a b", "a\"b", "a/b", "ü", "<script>", "a,b", "x".repeat(129), "x".repeat(4_000))) {
                Problems.expect(400, HttpExchange.get(server.port(), "/events/news", "Last-Event-ID: " + id));
            }
            for (String id : List.of("a%20b", "%00", "%0A", "a%0Adata:x", "%C3%BC", "x".repeat(129))) {
                Problems.expect(400, HttpExchange.get(server.port(), "/events/news?lastEventId=" + id));
                Problems.expect(400, HttpExchange.get(server.port(), "/events/news?last_event_id=" + id));
            }
            Problems.expect(
                    400,
                    HttpExchange.post(
                            server.port(),
                            "/events",
                            "application/json",
                            "{\"addresses\":[\"news\"],\"lastEventId\":\"a b\"}"));
            server.awaitQuiet();
        }
    }

    @Test
    void whatNeedsAHistoryIsRefused() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.withoutHistory())) {
            for (String from : List.of("earliest", "0", "10", "-30s", "last", "nonsense")) {
                Problems.expect(400, HttpExchange.get(server.port(), "/events/news?from=" + from));
                Problems.expect(
                        400,
                        HttpExchange.post(
                                server.port(),
                                "/events",
                                "application/json",
                                "{\"addresses\":[\"news\"],\"from\":\"" + from + "\"}"));
            }
            server.awaitQuiet();
        }
    }
}
