package io.busbar;

import static io.busbar.SlowReaders.BOUND;
import static io.busbar.SlowReaders.PAYLOAD;
import static io.busbar.SlowReaders.TOO_MANY;
import static io.busbar.SlowReaders.awaitPassed;
import static io.busbar.SlowReaders.awaitSlow;
import static io.busbar.SlowReaders.isLagged;
import static io.busbar.SlowReaders.missedOf;
import static io.busbar.SlowReaders.open;
import static io.busbar.SlowReaders.openTrickling;
import static io.busbar.SlowReaders.options;
import static io.busbar.SlowReaders.publish;
import static io.busbar.SlowReaders.readOn;
import static io.busbar.SlowReaders.readOnWithoutIds;
import static io.busbar.SlowReaders.seqOf;
import static io.busbar.SlowReaders.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.CloseReason;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.busbar.testing.WritePath;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of readers that do not read, or too slowly, under each policy but conflation. */
class SlowConsumerTest {

    private static final Wire FAST = new Wire(WritePath.OWN, Wire.Protocol.HTTP_1_1);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final String EXACT = "{\"status\":\"exact\"}";

    // ---- replay ----

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void underReplayAReaderThatPausesGetsEverythingAllTheSame(Wire wire) {
        try (BridgeServer server = start(wire, options(true, SlowConsumerPolicy.REPLAY, SHORT));
                TestStream stream = open(wire, server, "/events/a")) {
            publish(server, "a", 0, 600);
            awaitSlow(server, 1);
            publish(server, "a", 600, 700);
            assertThat(readOn(stream, 0, 699)).as("losses").isZero();
            publish(server, "a", 700, 710);
            assertThat(readOn(stream, 700, 709)).as("losses").isZero();
            stream.assertExhausted();
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    /** What bounds the history, such that most of {@link SlowReaders#TOO_MANY} events leave it. */
    enum Retention {
        EVENTS {
            @Override
            HistoryOptions options() {
                return new HistoryOptions().setEvents(50);
            }
        },
        BYTES {
            @Override
            HistoryOptions options() {
                return new HistoryOptions().setBytes(BOUND);
            }
        },
        AGE {
            @Override
            HistoryOptions options() {
                return new HistoryOptions().setBytes(100 * BOUND).setAge(Duration.ofSeconds(1));
            }
        };

        abstract HistoryOptions options();
    }

    static Stream<Arguments> wiresAndRetentions() {
        return SlowReaders.wires().stream()
                .flatMap(wire -> Stream.of(Retention.values()).map(retention -> Arguments.of(wire, retention)));
    }

    @ParameterizedTest
    @MethodSource("wiresAndRetentions")
    void underReplayAReaderThatFellOutOfTheHistoryIsToldAndGoesOn(Wire wire, Retention retention) {
        SseBridgeOptions options =
                options(true, SlowConsumerPolicy.REPLAY, LONG).setHistory(retention.options());
        try (BridgeServer server = start(wire, options);
                TestStream stream = open(wire, server, "/events/a")) {
            publish(server, "a", 0, TOO_MANY);
            if (retention == Retention.AGE) {
                awaitPassed(Duration.ofMillis(1_500));
            }
            // From now on something is always young enough.
            AtomicInteger next = new AtomicInteger(TOO_MANY);
            long timer =
                    server.vertx().setPeriodic(20, id -> server.publish("a", next.getAndIncrement() + " " + PAYLOAD));
            assertThat(readOn(stream, 0, TOO_MANY + 20)).as("losses").isPositive();
            server.vertx().cancelTimer(timer);
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    /** The log is one for all addresses, and so is the count; what others missed must not hide a loss of this reader's. */
    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void whatWasMissedIsCountedInEntriesOfTheLog(Wire wire) {
        SseBridgeOptions options = options(true, SlowConsumerPolicy.REPLAY, LONG)
                .addSource(new SourceOptions().setAddress("a"))
                .addSource(new SourceOptions().setAddress("b"))
                .setHistory(new HistoryOptions().setEvents(100));
        try (BridgeServer server = start(wire, options);
                TestStream stream = open(wire, server, "/events/a")) {
            List<Long> seqs = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Future<String> id = server.bridge(0).publish("a", i + " " + PAYLOAD, Map.of());
                Waiting.on(server.bridge(0).publish("b", "x", Map.of()));
                seqs.add(seqOf(Waiting.on(id)));
            }
            assertThat(readOn(stream, seqs::get, 0, 499)).as("losses").isPositive();
            stream.assertExhausted();
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    // ---- disconnect ----

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void underDisconnectASlowReaderIsCutAndResumesExactly(Wire wire) {
        try (BridgeServer server = start(wire, options(true, SlowConsumerPolicy.DISCONNECT, SHORT));
                TestStream slow = open(wire, server, "/events/a")) {
            slow.expectPosition();
            long begin = System.nanoTime();
            publish(server, "a", 0, 300);
            Conditions.await("the end", () -> !server.listener().reasons().isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(SHORT);
            assertThat(server.listener().reasons()).containsExactly(CloseReason.SLOW);
            assertThat(server.listener().slow()).hasSize(1);
            slow.expectCut();
            int next = (int) seqOf(slow.lastEventId());
            assertThat(next).isLessThan(300);
            assertThat(readOn(slow, 0, next - 1)).as("losses").isZero();
            publish(server, "a", 300, 310);
            try (TestStream again = open(wire, server, "/events/a", "Last-Event-ID: " + slow.lastEventId())) {
                again.expectEvent("busbar.resume", EXACT);
                assertThat(readOn(again, next, 309)).as("losses").isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void underDisconnectAReaderThatFellOutOfTheHistoryIsCut(Wire wire) {
        SseBridgeOptions options =
                options(true, SlowConsumerPolicy.DISCONNECT, LONG).setHistory(new HistoryOptions().setEvents(50));
        try (BridgeServer server = start(wire, options);
                TestStream slow = open(wire, server, "/events/a")) {
            assertThat(slow.status()).isEqualTo(200);
            publish(server, "a", 0, TOO_MANY);
            Conditions.await("the end", () -> !server.listener().reasons().isEmpty());
            assertThat(server.listener().reasons()).containsExactly(CloseReason.SLOW);
        }
    }

    /** If it were cut it would come back just as far behind, and never get anywhere. */
    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void underDisconnectAReaderThatFellOutOfTheHistoryWhileItCaughtUpIsToldAndGoesOn(Wire wire) {
        SseBridgeOptions options = options(true, SlowConsumerPolicy.DISCONNECT, LONG)
                .addSource(new SourceOptions().setAddress("a"))
                .setHistory(new HistoryOptions().setEvents(300));
        try (BridgeServer server = start(wire, options)) {
            publish(server, "a", 0, 300);
            try (TestStream stream = open(wire, server, "/events/a?from=earliest")) {
                assertThat(stream.status()).isEqualTo(200);
                publish(server, "a", 300, TOO_MANY);
                assertThat(readOn(stream, 0, TOO_MANY - 1)).as("losses").isPositive();
                stream.assertExhausted();
                assertThat(server.listener().reasons()).isEmpty();
            }
        }
    }

    // ---- drop-oldest ----

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void underDropOldestWhatHasWaitedTooLongIsLeftOutAndTold(Wire wire) {
        try (BridgeServer server = start(wire, options(true, SlowConsumerPolicy.DROP_OLDEST, SHORT));
                TestStream stream = open(wire, server, "/events/a")) {
            publish(server, "a", 0, 300);
            awaitSlow(server, 1);
            awaitPassed(SHORT.multipliedBy(3));
            AtomicInteger next = new AtomicInteger(300);
            long timer =
                    server.vertx().setPeriodic(20, id -> server.publish("a", next.getAndIncrement() + " " + PAYLOAD));
            List<ReadEvent> first = new ArrayList<>();
            while (first.isEmpty() || !isLagged(first.get(first.size() - 1))) {
                first.add(stream.nextEvent());
            }
            ReadEvent lagged = first.get(first.size() - 1);
            int read = first.size() - 1;
            int place = (int) seqOf(lagged.lastEventId());
            assertThat(read).as("what had been on its way").isLessThan(200);
            assertThat(first.subList(0, read)).extracting(SlowReaders::numberOf).isSorted();
            assertThat(place).as("where it goes on").isGreaterThanOrEqualTo(300);
            assertThat(missedOf(lagged)).isEqualTo(place - read);
            readOn(stream, place, place + 20);
            server.vertx().cancelTimer(timer);
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void underDropOldestAReaderThatFellOutOfTheHistoryIsToldAndGoesOn(Wire wire) {
        SseBridgeOptions options =
                options(true, SlowConsumerPolicy.DROP_OLDEST, LONG).setHistory(new HistoryOptions().setEvents(50));
        try (BridgeServer server = start(wire, options);
                TestStream stream = open(wire, server, "/events/a")) {
            publish(server, "a", 0, TOO_MANY);
            assertThat(readOn(stream, 0, TOO_MANY - 1)).as("losses").isPositive();
            stream.assertExhausted();
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    // ---- without a history ----

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void withoutHistoryAReaderThatFallsOutOfTheWindowIsCutAsSlow(Wire wire) {
        // Events are to come in when the reader is gone, too.
        SseBridgeOptions options =
                options(false, null, LONG).setWindowBytes(BOUND).addSource(new SourceOptions().setAddress("a"));
        try (BridgeServer server = start(wire, options);
                TestStream slow = open(wire, server, "/events/a")) {
            publish(server, "a", 0, TOO_MANY);
            Conditions.await("the end", () -> !server.listener().reasons().isEmpty());
            assertThat(server.listener().reasons()).containsExactly(CloseReason.SLOW);
            server.awaitQuiet();
            slow.expectCut();
        }
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void withoutHistoryASlowReaderIsCutAfterTheLag(Wire wire) {
        // Events are to come in when the reader is gone, too.
        SseBridgeOptions options = options(false, null, SHORT).addSource(new SourceOptions().setAddress("a"));
        try (BridgeServer server = start(wire, options);
                TestStream slow = open(wire, server, "/events/a")) {
            long begin = System.nanoTime();
            publish(server, "a", 0, 300);
            Conditions.await("the end", () -> !server.listener().reasons().isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(SHORT);
            assertThat(server.listener().reasons()).containsExactly(CloseReason.SLOW);
            assertThat(server.listener().slow()).hasSize(1);
            slow.expectCut();
        }
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void withoutHistoryALossIsToldWithoutAnId(Wire wire) {
        SseBridgeOptions options =
                options(false, SlowConsumerPolicy.DROP_OLDEST, LONG).setWindowBytes(BOUND);
        try (BridgeServer server = start(wire, options);
                TestStream stream = open(wire, server, "/events/a")) {
            publish(server, "a", 0, TOO_MANY);
            assertThat(readOnWithoutIds(stream, 0, TOO_MANY - 1)).as("losses").isPositive();
            stream.assertExhausted();
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    @Test
    void replayWithoutAHistoryIsRefused() {
        Vertx vertx = Vertx.vertx();
        assertThatThrownBy(() -> SseBridge.builder(vertx)
                        .with(options(false, SlowConsumerPolicy.REPLAY, LONG))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("slowConsumer.policy: ")
                .hasMessageContaining("history");
        Waiting.on(vertx.close());
    }

    // ---- the defaults ----

    @Test
    void theDefaultIsReplayWithAHistory() {
        SseBridgeOptions options = options(true, null, SHORT).setHistory(new HistoryOptions().setEvents(50));
        try (BridgeServer server = start(FAST, options);
                TestStream stream = open(FAST, server, "/events/a")) {
            publish(server, "a", 0, 40);
            assertThat(readOn(stream, 0, 39)).as("losses").isZero();
            publish(server, "a", 40, TOO_MANY);
            awaitSlow(server, 1);
            assertThat(readOn(stream, 40, TOO_MANY - 1)).as("losses").isPositive();
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    // ---- under every policy ----

    @ParameterizedTest
    @EnumSource(names = {"REPLAY", "DISCONNECT", "DROP_OLDEST"})
    void aReaderThatReadsOnInTimeMissesNothing(SlowConsumerPolicy policy) {
        for (Wire wire : SlowReaders.wires()) {
            try (BridgeServer server = start(wire, options(true, policy, LONG));
                    TestStream pausing = open(wire, server, "/events/a")) {
                for (int round = 0; round < 3; round++) {
                    publish(server, "a", 200 * round, 200 * round + 200);
                    assertThat(readOn(pausing, 200 * round, 200 * round + 199))
                            .as("losses")
                            .isZero();
                }
                pausing.assertExhausted();
                assertThat(server.listener().slow()).isEmpty();
                assertThat(server.listener().reasons()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SlowConsumerPolicy.class)
    void aReaderThatTakesNothingIsClosedAfterTheStallTimeAlthoughItsConnectionIsAlive(SlowConsumerPolicy policy) {
        Duration lag = policy == SlowConsumerPolicy.DISCONNECT ? LONG : Duration.ofMillis(100);
        for (Wire wire : SlowReaders.wires()) {
            SseBridgeOptions options = options(true, policy, lag);
            options.getSlowConsumer().setStall(SHORT);
            try (BridgeServer server = start(wire, options);
                    TestStream stalled = open(wire, server, "/events/a")) {
                long begin = System.nanoTime();
                publish(server, "a", 0, 100);
                Conditions.await("the end", () -> !server.listener().reasons().isEmpty());
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(SHORT);
                assertThat(server.listener().reasons()).as("%s", wire).containsExactly(CloseReason.STALLED);
                Conditions.await(
                        "its memory to be let go", () -> server.status().connections() == 0);
                stalled.expectCut();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLAY", "DROP_OLDEST", "CONFLATE"})
    void listenersHearOncePerEpisode(SlowConsumerPolicy policy) {
        Duration lag = Duration.ofMillis(100);
        for (Wire wire : SlowReaders.wires()) {
            try (BridgeServer server = start(wire, options(true, policy, lag));
                    TestStream stream = open(wire, server, "/events/a")) {
                for (int episode = 1; episode <= 2; episode++) {
                    publish(server, "a", 0, 200);
                    awaitSlow(server, episode);
                    publish(server, "a", 200, 250);
                    awaitPassed(lag.multipliedBy(2));
                    if (policy == SlowConsumerPolicy.DROP_OLDEST) {
                        // Else the end, too, may be older than the lag before it is there.
                        while (!stream.nextEvent().type().equals("busbar.lagged")) {
                            // What was on its way.
                        }
                    }
                    server.publish("a", "end");
                    while (!stream.nextEvent().data().equals("end")) {
                        // Whatever the policy leaves of it.
                    }
                    // It has caught up, and takes what comes.
                    server.publish("a", "caught up");
                    stream.expectMessage("caught up");
                    assertThat(server.listener().slow()).as("%s", wire).hasSize(episode);
                }
                assertThat(server.listener().slow())
                        .containsOnly(server.listener().opened().get(0));
                assertThat(server.listener().reasons()).isEmpty();
            }
        }
    }

    /** Whoever comes back has much to read, and cannot have read it yet. */
    @ParameterizedTest
    @EnumSource(SlowConsumerPolicy.class)
    void aReaderThatCatchesUpSlowlyButSteadilyIsNotCalledSlow(SlowConsumerPolicy policy) {
        SseBridgeOptions options = options(true, policy, SHORT);
        for (WritePath path : WritePath.values()) {
            try (BridgeServer server = start(new Wire(path, Wire.Protocol.HTTP_1_1), options);
                    SseTestClient first = SseTestClient.connect(server.port(), "/events/a")) {
                // under conflation only what differs in its key is left
                String id = first.expectPosition();
                for (int i = 0; i < 50; i++) {
                    server.publish("a", i + " " + PAYLOAD, "sse-key", "k" + i);
                    first.expectMessage(i + " " + PAYLOAD);
                }
                try (TestStream slow = openTrickling(server, 25_000, "/events/a", "Last-Event-ID: " + id)) {
                    slow.expectEvent("busbar.resume", EXACT);
                    long begin = System.nanoTime();
                    for (int i = 0; i < 50; i++) {
                        slow.expectMessage(i + " " + PAYLOAD);
                    }
                    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(SHORT.multipliedBy(3));
                    slow.assertExhausted();
                }
                assertThat(server.listener().slow()).isEmpty();
                assertThat(server.listener().reasons()).doesNotContain(CloseReason.SLOW, CloseReason.STALLED);
            }
        }
    }

    /** It takes longer for one event than the lag and the stall time, but it takes it. */
    @ParameterizedTest
    @EnumSource(names = {"REPLAY", "DROP_OLDEST", "CONFLATE"})
    void aLargeEventReachesASlowReaderWhole(SlowConsumerPolicy policy) {
        String large = "y".repeat(1_000_000);
        for (WritePath path : WritePath.values()) {
            SseBridgeOptions options = options(true, policy, SHORT);
            Duration stall = Duration.ofSeconds(1);
            options.getSlowConsumer().setStall(stall);
            try (BridgeServer server = start(new Wire(path, Wire.Protocol.HTTP_1_1), options);
                    TestStream slow = openTrickling(server, 20_000, "/events/a")) {
                long begin = System.nanoTime();
                server.publish("a", large);
                slow.expectMessage(large);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(stall);
                server.publish("a", "after");
                slow.expectMessage("after");
                slow.assertExhausted();
                assertThat(server.listener().reasons()).isEmpty();
            }
        }
    }

    /** A reader whose socket is free is never behind, however far the log moves past its position. */
    @ParameterizedTest
    @EnumSource(SlowConsumerPolicy.class)
    void aReaderOfAQuietAddressLagsNeverAndHearsOfPositions(SlowConsumerPolicy policy) {
        SseBridgeOptions options = options(true, policy, SHORT)
                .addSource(new SourceOptions().setAddress("busy"))
                .setHeartbeat(Duration.ofMillis(200))
                .setHistory(new HistoryOptions().setEvents(50));
        for (Wire wire : SlowReaders.wires()) {
            try (BridgeServer server = start(wire, options);
                    TestStream idle = open(wire, server, "/events?address=quiet&address=none")) {
                String id = idle.expectPosition();
                for (int round = 1; round <= 2; round++) {
                    publish(server, "busy", 0, TOO_MANY);
                    while (seqOf(id) < (long) round * TOO_MANY) {
                        String next = idle.expectPosition();
                        assertThat(seqOf(next)).isGreaterThan(seqOf(id));
                        id = next;
                    }
                }
                server.publish("quiet", "at last");
                ReadEvent event = idle.expectMessage("at last");
                assertThat(seqOf(event.lastEventId())).isGreaterThan(2L * TOO_MANY);
                try (TestStream again = open(wire, server, "/events/quiet", "Last-Event-ID: " + id)) {
                    again.expectEvent("busbar.resume", EXACT);
                    again.expectMessage("at last");
                }
                assertThat(server.listener().slow()).isEmpty();
                assertThat(server.listener().reasons()).doesNotContain(CloseReason.SLOW, CloseReason.STALLED);
            }
        }
    }
}
