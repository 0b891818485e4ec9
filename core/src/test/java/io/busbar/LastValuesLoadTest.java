package io.busbar;

import static io.busbar.Publishing.seq;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.CloseReason;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SpecReader;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Last values under load: large ones, many, while publishing goes on, and readers that stall or leave. */
class LastValuesLoadTest {

    private static final int LARGE = 1_000_000;
    private static final int SMALL_BUFFER = 4096;

    @Test
    void severalLargeValuesComeFromHistoryAndStoreAlike() {
        int addresses = 6;
        SseBridgeOptions options = BridgeServer.permitAll().setHistory(new HistoryOptions().setEvents(4));
        try (BridgeServer server = BridgeServer.start(options)) {
            for (int i = 0; i < addresses; i++) {
                publish(server, "a." + i, "older " + "y".repeat(LARGE));
                publish(server, "a." + i, i + " " + "x".repeat(LARGE));
            }
            for (boolean fast : new boolean[] {true, false}) {
                SseTestClient.Builder client = SseTestClient.to(server.port(), "/events/a.*?from=last");
                try (SseTestClient reader = (fast ? client : client.http10()).open()) {
                    Set<String> seen = new HashSet<>();
                    for (int i = 0; i < addresses; i++) {
                        String[] value = reader.nextEvent().data().split(" ", 2);
                        assertThat(value[1].length()).isEqualTo(LARGE);
                        assertThat(value[1].chars().allMatch(c -> c == 'x')).isTrue();
                        seen.add(value[0]);
                    }
                    assertThat(seen).hasSize(addresses);
                    assertThat(seq(reader.expectPosition())).isEqualTo(2L * addresses);
                }
            }
        }
    }

    @EveryWire
    void nothingIsMissedOrRepeatedWhilePublishingGoesOn(Wire wire) throws Exception {
        int addresses = 8;
        int live = 1_000;
        SseBridgeOptions options = BridgeServer.permitAll()
                .setHeartbeat(Duration.ZERO)
                .setHistory(new HistoryOptions().setEvents(100_000).setBytes(1L << 28));
        for (int i = 0; i < addresses; i += 2) {
            options.addSource(new SourceOptions().setAddress("load." + i));
        }
        AtomicInteger pace = new AtomicInteger(20);
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (BridgeServer server = wire.start(options)) {
            java.util.concurrent.Future<?> publisher = thread.submit((Callable<Void>) () -> {
                for (int n = 0; !enough.get(); n++) {
                    Future<String> last = Future.succeededFuture();
                    for (int i = 0; i < addresses; i++) {
                        if (i % 2 == 0) {
                            server.publish("load." + i, i + " " + n);
                        } else {
                            last = server.bridge(0).publish("load." + i, i + " " + n, Map.of());
                        }
                    }
                    if (n % pace.get() == 0) {
                        Waiting.on(last);
                    }
                }
                return null;
            });
            try {
                publish(server, "load.quiet", "quiet 0");
                Conditions.await(
                        "all addresses to have values", () -> server.status().eventsIn() > 100);
                for (int join = 0; join < 3; join++) {
                    pace.set(join == 0 ? 20 : 1);
                    try (TestStream stream = wire.open(server, "/events?from=last&address=load.*&address=load.1")) {
                        readOn(stream, addresses + 1, live, true);
                    }
                }
                try (TestStream stream =
                        wire.open(server, "/events?from=last&address=load.2&address=load.5&address=load.quiet")) {
                    readOn(stream, 3, live / 4, false);
                }
            } finally {
                enough.set(true);
                publisher.get(30, TimeUnit.SECONDS);
            }
        } finally {
            thread.shutdownNow();
        }
    }

    /** Reads values, and {@code live} events after them: of each address v, v+1, v+2 ... */
    private static void readOn(TestStream stream, int addresses, int live, boolean readsAll) {
        for (int i = 0; i < live; ) {
            i += stream.nextEvent().lastEventId().isEmpty() ? 0 : 1;
        }
        Map<String, Integer> next = new HashMap<>();
        int values = 0;
        long seq = -1;
        for (ReadEvent event : SpecReader.read(stream.bodyBytes())) {
            if (event.type().equals("busbar.position")) {
                assertThat(seq).as("positions so far").isEqualTo(-1);
                seq = seq(event.lastEventId());
                // What has newer events by now may be told by those alone.
                assertThat(values).isBetween(1, addresses);
                assertThat(next).containsKey("quiet");
                continue;
            }
            String[] parts = event.data().split(" ", 2);
            int number = Integer.parseInt(parts[1]);
            Integer due = next.put(parts[0], number + 1);
            if (seq < 0) {
                assertThat(event.lastEventId()).as("no id before the position").isEmpty();
                assertThat(due).as("another value of %s", parts[0]).isNull();
                values++;
            } else {
                assertThat(due).as("of %s", parts[0]).isIn(null, number);
                long before = seq;
                seq = seq(event.lastEventId());
                assertThat(seq).as("after %s", before).matches(id -> readsAll ? id == before + 1 : id > before);
            }
        }
        assertThat(next).hasSize(addresses);
    }

    @Test
    void aReaderThatJoinsAndTakesNothingDisturbsNobodyAndIsCut() {
        int addresses = 2_000;
        SseBridgeOptions options = BridgeServer.permitAll()
                .setHeartbeat(Duration.ZERO)
                .setSlowConsumer(new SlowConsumerOptions().setStall(Duration.ofSeconds(8)))
                .setHistory(new HistoryOptions().setEvents(100));
        try (BridgeServer server = BridgeServer.with(options)
                        .http(http -> http.setSendBufferSize(16_384))
                        .instances(1)
                        .start();
                SseTestClient live = SseTestClient.connect(server.port(), "/events/live")) {
            Future<String> last = Future.succeededFuture();
            for (int i = 0; i < addresses; i++) {
                last = server.bridge(0).publish("many." + i, i + " " + "x".repeat(5_000), Map.of());
            }
            Waiting.on(last);
            try (SseTestClient stalled = SseTestClient.to(server.port(), "/events/many.*?from=last")
                            .receiveBuffer(SMALL_BUFFER)
                            .neverRead();
                    SseTestClient joining = SseTestClient.connect(server.port(), "/events/many.*?from=last")) {
                for (int i = 0; i < addresses; i++) {
                    joining.nextEvent();
                    if (i % 100 == 0) {
                        server.publish("live", i);
                        live.expectMessage("" + i);
                    }
                }
                assertThat(seq(joining.expectPosition())).isGreaterThanOrEqualTo(addresses);
                Conditions.await(
                        "the one that takes nothing to be cut",
                        () -> !server.listener().reasons().isEmpty());
                assertThat(server.listener().reasons()).containsExactly(CloseReason.STALLED);
                stalled.expectCut();
                publish(server, "many.0", "after");
                joining.expectMessage("after");
            }
        }
    }

    /** It has asked for them, and takes them at its own pace; nothing live waits for it meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderThatStillTakesItsValuesIsNotSlow(boolean fastPath) {
        int addresses = 40;
        SseBridgeOptions options = BridgeServer.permitAll()
                .setFastPath(fastPath)
                .setHeartbeat(Duration.ZERO)
                .setSlowConsumer(new SlowConsumerOptions()
                        .setPolicy(SlowConsumerPolicy.DISCONNECT)
                        .setLag(Duration.ofMillis(200))
                        .setStall(Duration.ofMinutes(1)));
        try (BridgeServer server = BridgeServer.with(options)
                .http(http -> http.setSendBufferSize(16_384))
                .start()) {
            for (int i = 0; i < addresses; i++) {
                publish(server, "a." + i, i + " " + "x".repeat(50_000));
            }
            try (SseTestClient client = SseTestClient.to(server.port(), "/events/a.*?from=last")
                    .receiveBuffer(SMALL_BUFFER)
                    .neverRead()) {
                long begin = System.nanoTime();
                Conditions.await(
                        "several times the lag",
                        () -> System.nanoTime() - begin > Duration.ofSeconds(1).toNanos());
                Set<String> values = new HashSet<>();
                for (int i = 0; i < addresses; i++) {
                    values.add(client.nextEvent().data());
                }
                assertThat(values).hasSize(addresses);
                client.expectPosition();
                assertThat(server.listener().slow()).isEmpty();
                assertThat(server.listener().reasons()).isEmpty();
            }
        }
    }

    @EveryWire
    void anEndInTheMiddleOfAValueDoesNotMangleIt(Wire wire) throws Exception {
        int readers = 4;
        String value = "x".repeat(LARGE / 2);
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try (BridgeServer server = wire.start(BridgeServer.permitAll())) {
            for (int i = 0; i < 8; i++) {
                publish(server, "a." + i, value);
            }
            AtomicLong read = new AtomicLong();
            List<TestStream> streams = new ArrayList<>();
            List<java.util.concurrent.Future<?>> readings = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                TestStream stream = wire.open(server, "/events/a.*?from=last");
                streams.add(stream);
                readings.add(threads.submit(() -> readToTheEnd(stream, read)));
            }
            Conditions.await("values to be on their way", () -> read.get() > 2);
            Waiting.on(server.bridge(0).close());
            Waiting.on(server.bridge(1).close());
            for (java.util.concurrent.Future<?> reading : readings) {
                reading.get(30, TimeUnit.SECONDS);
            }
            for (TestStream stream : streams) {
                for (ReadEvent event : SpecReader.read(stream.bodyBytes())) {
                    assertThat(event.type()).isIn("message", "busbar.position", "busbar.closing");
                    if (event.type().equals("message")) {
                        assertThat(event.data().equals(value)).as("it is whole").isTrue();
                    }
                }
                stream.close();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void readToTheEnd(TestStream stream, AtomicLong read) {
        try {
            while (true) {
                stream.nextEvent();
                read.incrementAndGet();
            }
        } catch (AssertionError end) {
            // as expected
        }
    }

    /** However many readers hold older versions of the values, the memory for them has its bound. */
    @Test
    void readersThatTakeNothingHoldNoMoreThanTheBound() {
        int addresses = 8;
        long bytes = 4L << 20;
        SseBridgeOptions options = BridgeServer.permitAll()
                .setHeartbeat(Duration.ZERO)
                .setSlowConsumer(new SlowConsumerOptions().setStall(Duration.ofHours(1)))
                .setHistory(new HistoryOptions()
                        .setEvents(1)
                        .setBytes(bytes)
                        .setLastValues(new LastValuesOptions().setBytes(bytes)));
        List<SseTestClient> readers = new ArrayList<>();
        try (BridgeServer server = BridgeServer.with(options)
                .http(http -> http.setSendBufferSize(16_384))
                .start()) {
            long most = 0;
            for (int round = 0; round < 40; round++) {
                for (int i = 0; i < addresses; i++) {
                    publish(server, "a." + i, round + " " + "x".repeat(100_000));
                    BridgeStatus now = server.status();
                    most = Math.max(
                            most,
                            now.windowBytes() + requireNonNull(now.history()).lastValueBytes());
                }
                int opened = server.listener().opened().size();
                readers.add(SseTestClient.to(server.port(), "/events/a.*?from=last")
                        .receiveBuffer(SMALL_BUFFER)
                        .neverRead());
                Conditions.await(
                        "the stream to open", () -> server.listener().opened().size() > opened);
            }
            assertThat(most).isLessThan(2 * bytes + LARGE);
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a.*?from=last")) {
                for (int i = 0; i < addresses; i++) {
                    assertThat(client.nextEvent().data().substring(0, 3)).isEqualTo("39 ");
                }
                client.expectPosition();
            }
            assertThat(server.listener().reasons()).isSubsetOf(CloseReason.SLOW, CloseReason.CLIENT);
            readers.forEach(SseTestClient::close);
            server.awaitQuiet();
        } finally {
            readers.forEach(SseTestClient::close);
        }
    }

    @Test
    void aHundredThousandValuesAreGivenWhileOthersGoOn() throws Exception {
        int addresses = 100_000;
        SseBridgeOptions options = BridgeServer.permitAll()
                .addSource(new SourceOptions().setAddress("market").setAddressHeader("sse-address"))
                .setHistory(new HistoryOptions().setLastValues(new LastValuesOptions().setAddresses(addresses + 1)));
        AtomicLong longest = new AtomicLong();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (BridgeServer server = BridgeServer.with(options).instances(1).start();
                SseTestClient live = SseTestClient.connect(server.port(), "/events/live")) {
            for (int i = 0; i < addresses; i++) {
                server.vertx()
                        .eventBus()
                        .publish("market", i, new DeliveryOptions().addHeader("sse-address", "market." + i));
                if (i % 1_000 == 0) {
                    long due = i;
                    Conditions.await(
                            "them to be recorded", () -> server.status().eventsIn() > due);
                }
            }
            Conditions.await("all to be recorded", () -> server.status().eventsIn() == addresses);
            AtomicLong before = new AtomicLong(System.nanoTime());
            server.vertx().setPeriodic(5, timer -> {
                long now = System.nanoTime();
                longest.accumulateAndGet(now - before.getAndSet(now), Math::max);
            });
            java.util.concurrent.Future<?> join = thread.submit((Callable<Void>) () -> {
                try (SseTestClient client = SseTestClient.connect(server.port(), "/events/market.*?from=last")) {
                    boolean[] seen = new boolean[addresses];
                    for (int i = 0; i < addresses; i++) {
                        ReadEvent value = client.nextEvent();
                        int number = Integer.parseInt(value.data());
                        assertThat(seen[number]).as("%s", value).isFalse();
                        assertThat(value.lastEventId()).isEmpty();
                        seen[number] = true;
                    }
                    assertThat(seq(client.expectPosition())).isGreaterThanOrEqualTo(addresses);
                    server.vertx()
                            .eventBus()
                            .publish("market", "live", new DeliveryOptions().addHeader("sse-address", "market.1"));
                    client.expectMessage("live");
                    client.assertExhausted();
                }
                return null;
            });
            int delivered = 0;
            while (!join.isDone()) {
                server.publish("live", delivered);
                live.expectMessage("" + delivered++);
            }
            join.get(60, TimeUnit.SECONDS);
            assertThat(delivered).isGreaterThan(1);
            assertThat(Duration.ofNanos(longest.get()))
                    .as("the longest time for which the event loop did nothing else")
                    .isLessThan(Duration.ofSeconds(5));
        } finally {
            thread.shutdownNow();
        }
    }

    @EveryWire
    void nothingIsKeptOfReadersThatLeaveInTheMiddle(Wire wire) throws IOException {
        SseBridgeOptions options = BridgeServer.permitAll().setHistory(new HistoryOptions().setEvents(3));
        try (BridgeServer server = wire.start(options)) {
            for (int i = 0; i < 6; i++) {
                publish(server, "a." + i, "x".repeat(LARGE / 2));
            }
            for (int i = 0; i < 6; i++) {
                TestStream stream = wire.open(server, "/events/a.*?from=last");
                if (i % 3 == 1) {
                    stream.nextEvent();
                }
                if (i % 3 == 2 && stream instanceof SseTestClient client) {
                    client.reset();
                }
                stream.close();
            }
            server.awaitQuiet();
            // One is left for the end of the server.
            TestStream open = wire.open(server, "/events/a.*?from=last");
            open.nextEvent();
        }
    }

    // ---- publishing and reading ----

    private static String publish(BridgeServer server, String address, Object body) {
        return Waiting.on(server.bridge(0).publish(address, body, Map.of()));
    }
}
