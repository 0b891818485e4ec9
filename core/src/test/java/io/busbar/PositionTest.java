package io.busbar;

import static io.busbar.testing.Replays.listing;
import static io.busbar.testing.Replays.publish;
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
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client knows where it is in the log, whatever it got of it: also before its first event, and in silence. */
class PositionTest {

    private static final Duration HEARTBEAT = Duration.ofMillis(100);
    private static final String EXACT = "{\"status\":\"exact\"}";

    @EveryWire
    void aStreamBeginsWithThePositionAfterWhichItGoesOn(Wire wire) {
        try (BridgeServer server = wire.start(listing(new HistoryOptions(), "a", "b"))) {
            try (TestStream first = wire.open(server, "/events/a")) {
                assertThat(EventId.parse(first.expectPosition()).number()).isZero();
            }
            publish(server, "a", "past");
            String head = publish(server, "b", "of others").lastEventId();
            try (TestStream stream = wire.open(server, "/events/a")) {
                assertThat(stream.expectPosition()).isEqualTo(head);
                assertThat(stream.bodyText()).contains("id: " + head + "\n");
                assertThat(stream.lastEventId()).isEqualTo(head);
                ReadEvent live = publish(server, "a", "live");
                assertThat(stream.nextEvent()).isEqualTo(live);
            }
        }
    }

    @EveryWire
    void aStreamThatIsCutBeforeItsFirstEventResumesExactly(Wire wire) {
        try (BridgeServer server = wire.start(listing(new HistoryOptions(), "listed"))) {
            for (String address : List.of("listed", "unlisted")) {
                String position;
                try (TestStream stream = wire.open(server, "/events/" + address)) {
                    position = stream.expectPosition();
                }
                ReadEvent missed = publish(server, address, "missed");
                try (TestStream stream = wire.open(server, "/events/" + address, "Last-Event-ID: " + position)) {
                    stream.expectEvent("busbar.resume", EXACT);
                    assertThat(stream.nextEvent()).isEqualTo(missed);
                }
            }
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void inTheHeartbeatsPlaceComesThePositionToWhichOthersEventsMovedTheLog(boolean fastPath) {
        SseBridgeOptions options =
                listing(new HistoryOptions(), "a", "b").setHeartbeat(HEARTBEAT).setFastPath(fastPath);
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient stream = SseTestClient.connect(server.port(), "/events/a")) {
            stream.expectPosition();
            ReadEvent own = publish(server, "a", "own");
            assertThat(stream.nextEvent()).isEqualTo(own);
            // The reader is where the log is: nothing to say. Every stream begins with a comment.
            stream.expectComment();
            stream.expectComment();
            stream.expectComment();
            for (int i = 0; i < 2; i++) {
                String moved = publish(server, "b", "of others").lastEventId();
                assertThat(stream.expectPosition()).isEqualTo(moved);
                stream.expectComment();
                stream.expectComment();
            }
            String position = stream.lastEventId();
            assertThat(countOf("event: busbar.position", stream.bodyText())).isEqualTo(3);
            publish(server, "b", "of others");
            ReadEvent missed = publish(server, "a", "missed");
            try (SseTestClient resumed =
                    SseTestClient.connect(server.port(), "/events/a", "Last-Event-ID: " + position)) {
                resumed.expectEvent("busbar.resume", EXACT);
                assertThat(resumed.nextEvent()).isEqualTo(missed);
            }
        }
    }

    /** Events that a reader may not see move the log as well. */
    @Test
    void whatAReaderMayNotSeeMovesItsPositionToo() {
        SseBridgeOptions options = new SseBridgeOptions()
                .addSource(new SourceOptions().setAddress("news"))
                .addOutboundPermitted(
                        new PermittedOptions().setAddress("news").setMatch(new JsonObject().put("public", true)))
                .addOutboundPermitted(new PermittedOptions().setAddress("news").setRequiredAuthority("read:secret"))
                .setHeartbeat(HEARTBEAT);
        try (BridgeServer server = BridgeServer.with(options)
                        .routes(HeaderUsers::authenticate)
                        .start();
                SseTestClient reader = SseTestClient.connect(server.port(), "/events/news");
                SseTestClient privileged = SseTestClient.connect(
                        server.port(), "/events/news", "X-User: ada", "X-Authority: read:secret")) {
            String before = reader.expectPosition();
            server.publish("news", new JsonObject().put("public", false));
            String secret = privileged.nextEvent().lastEventId();
            assertThat(reader.expectPosition()).isEqualTo(secret).isNotEqualTo(before);
            server.publish("news", new JsonObject().put("public", true));
            reader.expectMessage("{\"public\":true}");
            for (String position : List.of(before, secret)) {
                try (SseTestClient resumed = resume(server, "/events/news", position)) {
                    resumed.expectEvent("busbar.resume", EXACT);
                    resumed.expectMessage("{\"public\":true}");
                    resumed.assertExhausted();
                }
            }
        }
    }

    /** A script can't see comments. */
    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void everyHeartbeatMayBeAPosition(boolean fastPath) {
        SseBridgeOptions options =
                listing(new HistoryOptions(), "a", "b").setHeartbeat(HEARTBEAT).setFastPath(fastPath);
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient stream = SseTestClient.connect(server.port(), "/events?address=a&heartbeat=event")) {
            String join = stream.expectPosition();
            assertThat(stream.expectPosition()).isEqualTo(join);
            assertThat(stream.expectPosition()).isEqualTo(join);
            ReadEvent own = publish(server, "a", "own");
            assertThat(stream.nextEvent()).isEqualTo(own);
            assertThat(stream.expectPosition()).isEqualTo(own.lastEventId());
            String moved = publish(server, "b", "of others").lastEventId();
            String position = stream.expectPosition();
            while (position.equals(own.lastEventId())) {
                position = stream.expectPosition();
            }
            assertThat(position).isEqualTo(moved);
            // The one that every stream begins with.
            assertThat(stream.bodyText().lines()).containsOnlyOnce(":");
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void everyHeartbeatMayBeAnEventWithoutAHistoryToo(boolean fastPath) {
        try (BridgeServer server = BridgeServer.start(
                        BridgeServer.withoutHistory().setHeartbeat(HEARTBEAT).setFastPath(fastPath));
                SseTestClient stream = SseTestClient.connect(server.port(), "/events?address=a&heartbeat=event")) {
            assertThat(stream.expectPosition()).isEmpty();
            assertThat(stream.expectPosition()).isEmpty();
            server.publish("a", "event");
            stream.expectMessage("event");
            assertThat(stream.expectPosition()).isEmpty();
            assertThat(stream.bodyText()).doesNotContain("id:");
            // The one that every stream begins with.
            assertThat(stream.bodyText().lines()).containsOnlyOnce(":");
        }
    }

    @Test
    void aPostMayAskForHeartbeatsAsEvents() {
        SseBridgeOptions options = listing(new HistoryOptions(), "a").setHeartbeat(HEARTBEAT);
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient stream = SseTestClient.to(server.port(), "/events?heartbeat=event")
                        .post("application/json", "{\"addresses\":[\"a\"]}")
                        .open()) {
            String join = stream.expectPosition();
            assertThat(stream.expectPosition()).isEqualTo(join);
        }
    }

    @Test
    void otherKindsOfHeartbeatAreRefused() {
        for (SseBridgeOptions options : List.of(BridgeServer.permitAll(), BridgeServer.withoutHistory())) {
            try (BridgeServer server = BridgeServer.start(options)) {
                for (String kind : List.of("comment", "Event", "events", "1", "true", "%0A")) {
                    Problems.expect(400, HttpExchange.get(server.port(), "/events/a?heartbeat=" + kind));
                }
                server.awaitQuiet();
            }
        }
    }

    @Test
    void aReplayThatEndsBeforeTheHeadIsFollowedByThePosition() {
        SseBridgeOptions options = listing(new HistoryOptions(), "a", "b").setHeartbeat(HEARTBEAT);
        try (BridgeServer server = BridgeServer.start(options)) {
            String begin = publish(server, "a", "begin").lastEventId();
            ReadEvent missed = publish(server, "a", "missed");
            String head = publish(server, "b", "of others").lastEventId();
            try (SseTestClient stream = resume(server, "/events/a", begin)) {
                stream.expectEvent("busbar.resume", EXACT);
                assertThat(stream.expectPosition()).isEqualTo(begin);
                assertThat(take(stream, 1)).containsExactly(missed);
                assertThat(stream.expectPosition()).isEqualTo(head);
            }
        }
    }

    private static int countOf(String part, String text) {
        return text.split(part, -1).length - 1;
    }
}
