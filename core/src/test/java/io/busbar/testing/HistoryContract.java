package io.busbar.testing;

import static io.busbar.testing.Replays.after;
import static io.busbar.testing.Replays.listing;
import static io.busbar.testing.Replays.publish;
import static io.busbar.testing.Replays.publishMany;
import static io.busbar.testing.Replays.resume;
import static io.busbar.testing.Replays.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.HistoryOptions;
import io.busbar.LimitOptions;
import io.busbar.SseBridgeOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a history promises, wherever it is kept: one order of all events, exact resumes, honest ones where something may
 * be missing, and bounds. A subclass says which history that is.
 */
public abstract class HistoryContract {

    private static final String EXACT = "{\"status\":\"exact\"}";
    private static final String PARTIAL = "{\"status\":\"partial\"}";
    private static final String RESET = "{\"status\":\"reset\"}";

    /** For subclasses. */
    protected HistoryContract() {}

    /** Returns new options for the history under test, with bounds that some thousand small events do not reach. */
    protected abstract HistoryOptions history();

    /** Starts a server with this bridge. */
    protected BridgeServer start(SseBridgeOptions bridge) {
        return BridgeServer.start(bridge);
    }

    // ---- one order ----

    @Test
    void anEventIsDeliveredUnderTheIdThatWasAcknowledged() {
        try (BridgeServer server = start(listing(history(), "a", "b"));
                SseTestClient exact = SseTestClient.connect(server.port(), "/events?address=a&address=b");
                SseTestClient pattern = SseTestClient.connect(server.port(), "/events/*")) {
            List<ReadEvent> sent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sent.add(publish(server, "a", "a" + i));
                sent.add(publish(server, "b", "b" + i));
                HttpExchange published = HttpExchange.post(server.port(), "/publish/a", "text/plain", "http" + i);
                assertThat(published.status()).as("%s", published).isEqualTo(202);
                sent.add(new ReadEvent("message", "http" + i, published.json().getString("id")));
            }
            assertThat(take(exact, sent.size())).isEqualTo(sent);
            assertThat(take(pattern, sent.size())).isEqualTo(sent);
            assertAscending(sent);
        }
    }

    @Test
    void allReadersSeeTheMessagesOfTheBusInOneOrderWithAscendingIds() {
        try (BridgeServer server = start(listing(history(), "a", "b", "c"));
                SseTestClient exact = SseTestClient.connect(server.port(), "/events?address=a&address=b&address=c");
                SseTestClient pattern = SseTestClient.connect(server.port(), "/events/*")) {
            for (int i = 0; i < 20; i++) {
                for (String address : List.of("a", "b", "c")) {
                    server.publish(address, address + i, "sse-event", "e" + i);
                }
            }
            List<ReadEvent> seen = take(exact, 60);
            assertAscending(seen);
            assertThat(take(pattern, 60)).isEqualTo(seen);
            try (SseTestClient replayed = SseTestClient.connect(server.port(), "/events/*?from=earliest")) {
                assertThat(take(replayed, 60)).isEqualTo(seen);
            }
        }
    }

    @Test
    void listedSourcesAreRecordedWhetherOrNotAnyoneListens() {
        try (BridgeServer server = start(listing(history(), "a"))) {
            server.publish("a", "said to nobody");
            Conditions.await("the message to come in", () -> server.status().eventsIn() == 1);
            try (SseTestClient late = SseTestClient.connect(server.port(), "/events/a?from=earliest")) {
                late.expectMessage("said to nobody");
                late.assertExhausted();
            }
        }
    }

    // ---- exact resumes ----

    @ParameterizedTest
    @CsvSource({
        "/events/a, a",
        "/events?address=a&address=b, a b",
        "/events/news.*, news.x news.y",
        "/events?address=news.**&address=b, news.x news.y b",
        "/events?address=news.x&address=news.*&address=a, news.x news.y a"
    })
    void aResumeFromAnyPositionIsExact(String path, String wanted) {
        List<String> addresses = List.of(wanted.split(" "));
        try (BridgeServer server = start(listing(history(), "a", "b", "news.x"))) {
            List<ReadEvent> sent = new ArrayList<>();
            List<String> positions = new ArrayList<>();
            try (SseTestClient first = SseTestClient.connect(server.port(), path)) {
                positions.add(first.expectPosition());
            }
            for (int i = 0; i < 6; i++) {
                for (String address : List.of("a", "news.y", "b", "news.x")) {
                    ReadEvent event = publish(server, address, address + " " + i, "type" + i);
                    if (addresses.contains(address)) {
                        sent.add(event);
                    }
                    // Those of other addresses too: a reader hears of them as positions.
                    positions.add(event.lastEventId());
                }
            }
            for (String position : positions) {
                List<ReadEvent> missed = after(position, sent);
                try (SseTestClient resumed = resume(server, path, position)) {
                    resumed.expectEvent("busbar.resume", EXACT);
                    assertThat(resumed.expectPosition()).isEqualTo(position);
                    assertThat(take(resumed, missed.size())).isEqualTo(missed);
                    ReadEvent live = publish(server, addresses.get(0), "live");
                    assertThat(resumed.nextEvent()).isEqualTo(live);
                    sent.add(live);
                }
            }
        }
    }

    @Test
    void aReaderThatIsCutAgainAndAgainWhileOthersPublishGetsEachEventOnceInOrder() throws Exception {
        long seed = 20_261_121;
        Random random = new Random(seed);
        int each = 1_500;
        String path = "/events?address=a&address=b&address=news.*";
        ExecutorService publisher = Executors.newSingleThreadExecutor();
        try (BridgeServer server = start(listing(history(), "a", "b"))) {
            AtomicInteger taken = new AtomicInteger();
            SseTestClient reader = SseTestClient.connect(server.port(), path);
            String position = reader.expectPosition();
            var publishing = publisher.submit(() -> publishInTurn(server, each, taken));
            Map<String, Integer> next = new HashMap<>();
            while (taken.get() < 3 * each) {
                for (int i = random.nextInt(150); i > 0 && taken.get() < 3 * each; i--) {
                    ReadEvent event = reader.nextEvent();
                    String[] said = event.data().split(" ", -1);
                    assertThat(said[1])
                            .as("what came next of %s, seed %d", said[0], seed)
                            .isEqualTo(String.valueOf(next.merge(said[0], 1, Integer::sum) - 1));
                    assertThat(after(position, List.of(event)))
                            .as("what is after %s, seed %d", position, seed)
                            .containsExactly(event);
                    position = event.lastEventId();
                    taken.incrementAndGet();
                }
                reader.close();
                reader = resume(server, path, position);
                reader.expectEvent("busbar.resume", EXACT);
            }
            publishing.get(Conditions.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            ReadEvent end = publish(server, "a", "end");
            assertThat(reader.nextEvent()).isEqualTo(end);
            reader.close();
        } finally {
            publisher.shutdownNow();
        }
    }

    /** Publishes on the bus and through the bridge, never far ahead of the reader, who would only see the past then. */
    private static void publishInTurn(BridgeServer server, int each, AtomicInteger taken) {
        List<Future<String>> published = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            int due = 3 * i - 600;
            Conditions.await("the reader to come along", () -> taken.get() >= due, Duration.ofSeconds(30));
            server.publish("a", "a " + i);
            published.add(server.bridge(0).publish("b", "b " + i, Map.of()));
            published.add(server.bridge(0).publish("news.x", "news.x " + i, Map.of()));
        }
        published.forEach(Waiting::on);
    }

    // ---- where a stream begins ----

    @Test
    void aStreamMayBeginWithTheEarliestEventThatIsRetained() {
        try (BridgeServer server = start(listing(history(), "a", "b"))) {
            List<ReadEvent> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add(publish(server, "a", "a" + i));
                publish(server, "b", "for others");
            }
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=earliest")) {
                assertThat(after(client.expectPosition(), sent)).isEqualTo(sent);
                assertThat(take(client, 10)).isEqualTo(sent);
                ReadEvent live = publish(server, "a", "live");
                assertThat(client.nextEvent()).isEqualTo(live);
            }
        }
    }

    @Test
    void aStreamMayBeginWithTheLastEventsOfItsAddressesTogether() {
        try (BridgeServer server = start(listing(history(), "a", "b", "c"))) {
            List<ReadEvent> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                sent.add(publish(server, i % 3 == 0 ? "a" : "b", "event " + i));
                publish(server, "c", "for others");
            }
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=b&from=4")) {
                assertThat(after(client.expectPosition(), sent)).isEqualTo(sent.subList(6, 10));
                assertThat(take(client, 4)).isEqualTo(sent.subList(6, 10));
                ReadEvent live = publish(server, "a", "live");
                assertThat(client.nextEvent()).isEqualTo(live);
            }
        }
    }

    @Test
    void aStreamMayBeginSomeTimeAgo() {
        Duration gap = Duration.ofSeconds(1);
        try (BridgeServer server = start(listing(history(), "a", "b"))) {
            List<ReadEvent> old = publishMany(server, "a", "old", 3);
            long between = System.nanoTime() + gap.dividedBy(2).toNanos();
            Conditions.await(
                    "some time to pass",
                    () -> System.nanoTime() - between > gap.dividedBy(2).toNanos());
            List<ReadEvent> recent = publishMany(server, "a", "recent", 3);
            // A machine that is too busy to let the request through in half of the gap shows nothing: then again.
            Conditions.await("an answer in time", () -> {
                long ago = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - between);
                try (SseTestClient client =
                        SseTestClient.connect(server.port(), "/events?address=a&address=b&from=-" + ago + "ms")) {
                    Duration took =
                            Duration.ofNanos(System.nanoTime() - between).minusMillis(ago);
                    if (took.compareTo(gap.dividedBy(2)) > 0) {
                        return false;
                    }
                    assertThat(after(client.expectPosition(), old)).isEmpty();
                    assertThat(take(client, 3)).isEqualTo(recent);
                    return true;
                }
            });
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=-1h")) {
                assertThat(take(client, 3)).isEqualTo(old);
                assertThat(take(client, 3)).isEqualTo(recent);
            }
        }
    }

    @Test
    void aStreamMayBeginWithTheNewestEventOfEachAddress() {
        try (BridgeServer server = start(listing(history(), "a", "b", "news.x", "news.y", "silent"))) {
            for (String address : List.of("a", "b", "news.x", "news.y")) {
                publish(server, address, "old");
                publish(server, address, "newest of " + address);
            }
            ReadEvent last = publish(server, "b", "for others");
            try (SseTestClient client =
                    SseTestClient.connect(server.port(), "/events?address=a&address=silent&address=news.*&from=last")) {
                assertThat(take(client, 3))
                        .containsExactlyInAnyOrder(
                                new ReadEvent("message", "newest of a", ""),
                                new ReadEvent("message", "newest of news.x", ""),
                                new ReadEvent("message", "newest of news.y", ""));
                assertThat(client.expectPosition()).isEqualTo(last.lastEventId());
                ReadEvent live = publish(server, "a", "live");
                assertThat(client.nextEvent()).isEqualTo(live);
            }
        }
    }

    // ---- bounds ----

    @Test
    void noMoreEventsAreRetainedThanTheBound() {
        try (BridgeServer server = start(listing(history().setEvents(100), "a"))) {
            List<ReadEvent> sent = publishMany(server, "a", "event ", 350);
            List<ReadEvent> retained = expectHonestResumes(server, sent);
            assertThat(retained).hasSizeBetween(50, 100);
        }
    }

    @Test
    void noMoreBytesAreRetainedThanTheBound() {
        SseBridgeOptions options =
                listing(history().setBytes(1 << 20), "a").setLimits(new LimitOptions().setEventBytes(1 << 16));
        try (BridgeServer server = start(options)) {
            List<ReadEvent> sent = publishMany(server, "a", "x".repeat(20_000), 150);
            List<ReadEvent> retained = expectHonestResumes(server, sent);
            assertThat(retained.size() * 20_000).isBetween(1 << 18, 1 << 20);
            assertThat(server.status().windowBytes()).isLessThanOrEqualTo(1 << 20);
        }
    }

    /** Without any traffic that could push old events out. */
    @Test
    void nothingIsRetainedLongerThanTheBound() {
        try (BridgeServer server = start(listing(history().setAge(Duration.ofMillis(500)), "a"))) {
            List<ReadEvent> sent = publishMany(server, "a", "event ", 20);
            String last = sent.get(19).lastEventId();
            Conditions.await("the events to age", () -> earliestPosition(server).equals(last));
            assertThat(expectHonestResumes(server, sent)).isEmpty();
        }
    }

    private static String earliestPosition(BridgeServer server) {
        try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a?from=earliest")) {
            return client.expectPosition();
        }
    }

    /** Checks what resumes get and are told that begin within, at the edge of, and before what is retained. */
    private static List<ReadEvent> expectHonestResumes(BridgeServer server, List<ReadEvent> sent) {
        EventId oldest = EventId.parse(earliestPosition(server));
        List<ReadEvent> retained = after(oldest.toString(), sent);
        EventId first = EventId.parse(sent.get(0).lastEventId());
        EventId last = EventId.parse(sent.get(sent.size() - 1).lastEventId());
        assertThat(oldest.number()).isGreaterThan(first.number());
        List<SseTestClient> clients = new ArrayList<>();
        for (EventId position : List.of(first, oldest.plus(-1), oldest, last.plus(-1), last)) {
            long missed = oldest.number() - position.number();
            SseTestClient resumed = resume(server, "/events/a", position.toString());
            clients.add(resumed);
            resumed.expectEvent(
                    "busbar.resume", missed > 0 ? "{\"status\":\"partial\",\"missed\":" + missed + "}" : EXACT);
            EventId begin = EventId.parse(resumed.expectPosition());
            assertThat(begin).isEqualTo(missed > 0 ? oldest : position);
            List<ReadEvent> rest = after(begin.toString(), retained);
            assertThat(take(resumed, rest.size())).isEqualTo(rest);
        }
        ReadEvent live = publish(server, "a", "live");
        for (SseTestClient resumed : clients) {
            assertThat(resumed.nextEvent()).isEqualTo(live);
            resumed.close();
        }
        return retained;
    }

    // ---- what was not recorded ----

    /** How far the log has moved since tells nothing: it does not move with what is not recorded. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPositionFromBeforeTheRecordingOfAnAddressResumesPartially(boolean othersPublish) {
        String path = "/events?address=a&address=late";
        try (BridgeServer server = start(listing(history(), "a"))) {
            String before = publish(server, "a", "before").lastEventId();
            server.publish("late", "not recorded");
            List<ReadEvent> sent = new ArrayList<>(publishMany(server, "a", "a", othersPublish ? 1 : 0));
            String late;
            try (SseTestClient subscriber = SseTestClient.connect(server.port(), "/events/late")) {
                server.publish("late", "recorded");
                sent.add(subscriber.nextEvent());
                late = subscriber.lastEventId();
            }
            try (SseTestClient resumed = resume(server, path, before)) {
                resumed.expectEvent("busbar.resume", PARTIAL);
                assertThat(resumed.expectPosition()).isEqualTo(before);
                assertThat(take(resumed, sent.size())).isEqualTo(sent);
            }
            // Nothing is missing on the address that was recorded all the time.
            try (SseTestClient resumed = resume(server, "/events/a", before)) {
                resumed.expectEvent("busbar.resume", EXACT);
            }
            try (SseTestClient resumed = resume(server, path, late)) {
                resumed.expectEvent("busbar.resume", EXACT);
            }
        }
    }

    @Test
    void anUnlistedAddressIsRecordedForAWhileAfterItsLastReaderLeft() {
        SseBridgeOptions options = listing(history()).setLinger(Duration.ofMillis(50));
        try (BridgeServer server = start(options)) {
            String position = readOnce(server, "late");
            long lingered = System.nanoTime() + Duration.ofMillis(300).toNanos();
            Conditions.await("longer than the linger time", () -> System.nanoTime() - lingered > 0);
            server.publish("late", "meanwhile");
            try (SseTestClient resumed = resume(server, "/events/late", position)) {
                resumed.expectEvent("busbar.resume", EXACT);
                resumed.expectMessage("meanwhile");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGapInTheRecordingOfAnAddressIsToldToEachWhoComesBack(boolean othersPublish) {
        SseBridgeOptions options =
                listing(history().setAge(Duration.ofMillis(300)), "a").setLinger(Duration.ofMillis(50));
        try (BridgeServer server = start(options)) {
            String position = readOnce(server, "late");
            Conditions.await("the recording to end", () -> server.status().busConsumers() == 1);
            server.publish("late", "lost");
            if (othersPublish) {
                publish(server, "a", "other");
            }
            for (int i = 0; i < 3; i++) {
                try (SseTestClient resumed = resume(server, "/events/late", position)) {
                    ReadEvent told = resumed.nextEvent();
                    assertThat(told.type()).isEqualTo("busbar.resume");
                    assertThat(told.data()).as("what client %d is told", i).startsWith("{\"status\":\"partial\"");
                    server.publish("late", "live " + i);
                    while (!resumed.nextEvent().data().equals("live " + i)) {
                        // What those before have caused to be recorded comes again.
                    }
                }
            }
        }
    }

    /** Reads an event of {@code address}, leaves, and returns the event's id. */
    private static String readOnce(BridgeServer server, String address) {
        String id;
        try (SseTestClient client = SseTestClient.connect(server.port(), "/events/" + address)) {
            server.publish(address, "before");
            id = client.expectMessage("before").lastEventId();
        }
        Conditions.await("the client to be gone", () -> server.status().connections() == 0);
        return id;
    }

    // ---- ids of another log ----

    @Test
    void anIdOfAnotherLogOrBeyondTheHeadIsAResetAfterWhichFromApplies() {
        try (BridgeServer server = start(listing(history(), "a"))) {
            List<ReadEvent> sent = publishMany(server, "a", "event ", 5);
            EventId head = EventId.parse(sent.get(4).lastEventId());
            for (String id : List.of("another-1", "another-0", head.plus(1).toString(), head.epoch() + "0-1")) {
                try (SseTestClient plain = resume(server, "/events/a", id);
                        SseTestClient earliest = resume(server, "/events/a?from=earliest", id);
                        SseTestClient two = resume(server, "/events/a?from=2", id);
                        SseTestClient last = resume(server, "/events/a?from=last", id)) {
                    for (SseTestClient client : List.of(plain, earliest, two, last)) {
                        client.expectEvent("busbar.resume", RESET);
                    }
                    assertThat(plain.expectPosition()).isEqualTo(head.toString());
                    assertThat(take(earliest, 5)).isEqualTo(sent);
                    assertThat(take(two, 2)).isEqualTo(sent.subList(3, 5));
                    assertThat(last.nextEvent()).isEqualTo(new ReadEvent("message", "event 4", ""));
                    assertThat(last.expectPosition()).isEqualTo(head.toString());
                    for (SseTestClient client : List.of(plain, earliest, two, last)) {
                        client.assertExhausted();
                    }
                }
            }
        }
    }

    private static void assertAscending(List<ReadEvent> events) {
        EventId first = EventId.parse(events.get(0).lastEventId());
        assertThat(events)
                .extracting(event -> EventId.parse(event.lastEventId()).epoch())
                .containsOnly(first.epoch());
        assertThat(events)
                .extracting(event -> EventId.parse(event.lastEventId()).number())
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
