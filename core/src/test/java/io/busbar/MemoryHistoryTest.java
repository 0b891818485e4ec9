package io.busbar;

import static io.busbar.testing.Replays.listing;
import static io.busbar.testing.Replays.publish;
import static io.busbar.testing.Replays.publishMany;
import static io.busbar.testing.Replays.resume;
import static io.busbar.testing.Replays.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EventId;
import io.busbar.testing.HistoryContract;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A history in this node's memory, which ends with it. */
class MemoryHistoryTest extends HistoryContract {

    private static final String RESET = "{\"status\":\"reset\"}";

    @Override
    protected HistoryOptions history() {
        return new HistoryOptions().setMode(HistoryMode.MEMORY);
    }

    @Test
    void idsCountWhatWasRecorded() {
        SseBridgeOptions options = new SseBridgeOptions()
                .setHistory(history())
                .addSource(new SourceOptions().setAddress("a"))
                .addSource(new SourceOptions().setAddress("b"))
                .addSource(new SourceOptions().setAddress("c"))
                .setLimits(new LimitOptions().setEventBytes(1_000))
                .addOutboundPermitted(new PermittedOptions().setAddress("a"))
                .addOutboundPermitted(
                        new PermittedOptions().setAddress("b").setMatch(new JsonObject().put("public", true)))
                .addOutboundPermitted(new PermittedOptions().setAddress("b").setRequiredAuthority("read:b"));
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient reader = SseTestClient.connect(server.port(), "/events/a")) {
            EventId begin = EventId.parse(reader.expectPosition());
            assertThat(begin.number()).isZero();
            assertThat(publish(server, "a", "1").lastEventId())
                    .isEqualTo(begin.plus(1).toString());
            server.publish("c", "no rule permits this address");
            server.publish("a", "too large".repeat(1_000));
            server.publish("a", "after");
            reader.expectMessage("1");
            assertThat(reader.expectMessage("after").lastEventId())
                    .isEqualTo(begin.plus(2).toString());
            // There may be someone who has the authority that the rule asks for.
            assertThat(publish(server, "b", "for whom it may concern").lastEventId())
                    .isEqualTo(begin.plus(3).toString());
        }
    }

    @Test
    void exactlyTheNewestEventsAreRetained() {
        for (int events : List.of(1, 7, 100)) {
            try (BridgeServer server = BridgeServer.start(listing(history().setEvents(events), "a", "b"))) {
                List<ReadEvent> sent = publishMany(server, "a", "event ", 120);
                try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=earliest")) {
                    assertThat(take(client, events)).isEqualTo(sent.subList(120 - events, 120));
                    client.assertExhausted();
                }
                // The bound is the whole log's, not each address's.
                publishMany(server, "b", "other ", events);
                try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=earliest")) {
                    assertThat(client.expectPosition()).isEqualTo(sent.get(119).lastEventId());
                }
            }
        }
    }

    /** What happens to others' events is none of the reader's business, whatever is done with readers that miss some. */
    @ParameterizedTest
    @EnumSource(SlowConsumerPolicy.class)
    void aReaderOfAQuietAddressMissesNothingHoweverFastOthersFillTheLog(SlowConsumerPolicy policy) {
        SseBridgeOptions options = listing(history().setEvents(10), "quiet", "busy")
                .setSlowConsumer(new SlowConsumerOptions().setPolicy(policy).setLag(Duration.ofMillis(400)));
        try (BridgeServer server = BridgeServer.start(options)) {
            List<SseTestClient> readers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                readers.add(SseTestClient.connect(server.port(), "/events/quiet"));
            }
            for (int i = 0; i < 2; i++) {
                for (int k = 0; k < 1_000; k++) {
                    server.publish("busy", "x");
                }
                long due = (i + 1) * 1_000L + i;
                Conditions.await("all to come in", () -> server.status().eventsIn() == due);
                long tick = System.nanoTime() + Duration.ofMillis(250).toNanos();
                Conditions.await("the readers to be looked after", () -> System.nanoTime() - tick > 0);
                ReadEvent event = publish(server, "quiet", "event " + i);
                readers.forEach(reader -> assertThat(reader.nextEvent()).isEqualTo(event));
            }
            readers.forEach(SseTestClient::close);
            assertThat(server.listener().slow()).isEmpty();
        }
    }

    @Test
    void whatItHoldsStaysWithinItsBytesAtAllTimes() {
        long bytes = 1 << 20;
        SseBridgeOptions options =
                listing(history().setBytes(bytes), "a").setLimits(new LimitOptions().setEventBytes(bytes / 4));
        try (BridgeServer server = BridgeServer.start(options)) {
            long most = 0;
            for (int i = 0; i < 300; i++) {
                publish(server, "a", "x".repeat(1 + i % 7 * 37_000));
                most = Math.max(most, server.status().windowBytes());
            }
            assertThat(most).isBetween(bytes / 2, bytes);
        }
    }

    /** An event costs more than its frame: many small ones count for what they take on the heap. */
    @Test
    void smallEventsCountForMoreThanTheirBytes() {
        long bytes = 1 << 20;
        SseBridgeOptions options = listing(history().setEvents(1_000_000).setBytes(bytes), "a")
                .setLimits(new LimitOptions().setEventBytes(bytes / 4));
        try (BridgeServer server = BridgeServer.start(options)) {
            for (int i = 0; i < 20_000; i++) {
                server.publish("a", "x");
            }
            Conditions.await("all to come in", () -> server.status().eventsIn() == 20_000, Duration.ofSeconds(30));
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=earliest")) {
                long oldest = EventId.parse(client.expectPosition()).number();
                assertThat(20_000 - oldest).isBetween(500L, bytes / 100);
            }
            assertThat(server.status().windowBytes()).isLessThanOrEqualTo(bytes);
        }
    }

    @Test
    void whatHasAgedIsLetGoWithoutAnyTraffic() {
        SseBridgeOptions options = listing(history().setAge(Duration.ofSeconds(3)), "a");
        try (BridgeServer server = BridgeServer.start(options)) {
            publishMany(server, "a", "x".repeat(10_000), 100);
            assertThat(server.status().windowBytes()).isGreaterThan(100_000);
            Conditions.await("the window to shrink", () -> server.status().windowBytes() < 50_000);
        }
    }

    @Test
    void aRestartIsAResetAfterWhichFromApplies() {
        String before;
        try (BridgeServer server = BridgeServer.start(listing(history(), "a"))) {
            before = publish(server, "a", "before the restart").lastEventId();
        }
        try (BridgeServer server = BridgeServer.start(listing(history(), "a"))) {
            List<ReadEvent> sent = publishMany(server, "a", "event ", 3);
            assertThat(EventId.parse(sent.get(0).lastEventId()).epoch())
                    .isNotEqualTo(EventId.parse(before).epoch());
            try (SseTestClient plain = resume(server, "/events/a", before);
                    SseTestClient earliest = resume(server, "/events/a?from=earliest", before)) {
                plain.expectEvent("busbar.resume", RESET);
                assertThat(plain.expectPosition()).isEqualTo(sent.get(2).lastEventId());
                earliest.expectEvent("busbar.resume", RESET);
                assertThat(take(earliest, 3)).isEqualTo(sent);
                ReadEvent live = publish(server, "a", "live");
                assertThat(plain.nextEvent()).isEqualTo(live);
                assertThat(earliest.nextEvent()).isEqualTo(live);
            }
        }
    }
}
