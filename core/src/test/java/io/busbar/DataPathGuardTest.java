package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.BusHandlers;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.ExternalTool;
import io.busbar.testing.FlushCounter;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.LoopThreads;
import io.busbar.testing.LoopTimers;
import io.busbar.testing.ManyReaders;
import io.busbar.testing.RawClient;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Wire;
import io.busbar.testing.WritePath;
import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import io.netty.util.ResourceLeakDetector;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an event and a connection may cost in kind: counted, not timed, so that it holds on any machine. The bounds are generous; what
 * goes beyond them encodes, copies, writes or schedules something per connection that was done once for all.
 */
class DataPathGuardTest {

    private static final int READERS = 500;

    /** So long that a copy on the heap for each connection could not be overlooked. */
    private static final int EVENT_BYTES = 15_000;

    private static final int EVENTS = 60;
    private static final long MOST_BYTES_FAST = 500;
    private static final long MOST_BYTES_PORTABLE = 10_000;

    /** So long that what is allocated beside could not hide a copy. */
    private static final int POST_BYTES = 60_000;

    private static final int BURST = 200;

    /** Of some bytes each, so that a burst is within what one write may carry. */
    private static final String SMALL = "x".repeat(20);

    /** What was gathered, and what came too late for that; a stream's first write may be under way. */
    private static final int MOST_FLUSHES = 4;

    /** Those of the bridge itself: heartbeats, coalescing, a linger. */
    private static final int MOST_TIMERS = 10;

    @ParameterizedTest
    @EnumSource
    void deliveringAnEventToOneMoreConnectionAllocatesLittle(WritePath path) {
        // Each access to a watched buffer would be noted down, in much more memory than is counted here.
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try (BridgeServer server = path.with(BridgeServer.permitAll()).start();
                ManyReaders readers = new ManyReaders("readers")) {
            AtomicLong read = open(server, readers);
            publishOneByOne(server, read);
            long before = LoopThreads.allocatedBytes(server.vertx());
            publishOneByOne(server, read);
            long each = (LoopThreads.allocatedBytes(server.vertx()) - before) / EVENTS / READERS;
            assertThat(each)
                    .as("bytes per event and connection")
                    .isLessThan(path == WritePath.PORTABLE ? MOST_BYTES_PORTABLE : MOST_BYTES_FAST);
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyConnectionsHaveOneConsumerAndNoTimersOfTheirOwn(WritePath path) {
        try (BridgeServer server = path.with(BridgeServer.permitAll()).start();
                ManyReaders readers = new ManyReaders("readers")) {
            int before = LoopTimers.of(server.vertx());
            open(server, readers);
            assertThat(BusHandlers.of(server.vertx(), "a")).isEqualTo(1);
            Conditions.await(
                    () -> LoopTimers.of(server.vertx()) + " timers, " + before + " before",
                    () -> LoopTimers.of(server.vertx()) <= before + MOST_TIMERS,
                    Conditions.PATIENCE);
        }
    }

    @EveryWire
    void whatGathersWhileALoopIsBusyIsWrittenAtOnce(Wire wire) {
        FlushCounter flushes = new FlushCounter();
        try (BridgeServer server = wire.with(BridgeServer.permitAll())
                        .routes(flushes::watch)
                        .start();
                TestStream one = wire.open(server, "/events/a");
                TestStream other = wire.open(server, "/events/a")) {
            List<TestStream> streams = List.of(one, other);
            server.publish("a", "first");
            streams.forEach(stream -> stream.expectMessage("first"));
            long before = flushes.count();
            LoopThreads.whileHeld(server.vertx(), () -> {
                for (int i = 0; i < BURST; i++) {
                    server.publish("a", SMALL);
                }
                Conditions.await("the events", () -> server.status().eventsIn() == BURST + 1);
            });
            for (TestStream stream : streams) {
                for (int i = 0; i < BURST; i++) {
                    stream.expectMessage(SMALL);
                }
            }
            assertThat((flushes.count() - before) / streams.size())
                    .as("flushes for %d events", BURST)
                    .isLessThanOrEqualTo(MOST_FLUSHES);
        }
    }

    /** The bridge's own connections are not flushed: what counts is what a client gets at a time. */
    @Test
    void whatGathersWhileALoopIsBusyComesAtOnceOnAConnectionOfTheBridge() throws IOException {
        try (BridgeServer server = WritePath.OWN.with(BridgeServer.permitAll()).start();
                RawClient client = RawClient.connect(server.port())) {
            client.send("GET /events/a HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readThrough("retry");
            server.publish("a", "first");
            client.readThrough("first");
            int before = client.reads();
            LoopThreads.whileHeld(server.vertx(), () -> {
                for (int i = 0; i < BURST; i++) {
                    server.publish("a", SMALL);
                }
                server.publish("a", "last");
                Conditions.await("the events", () -> server.status().eventsIn() == BURST + 2);
            });
            client.readThrough("last");
            assertThat(client.reads() - before).as("reads for %d events", BURST).isLessThanOrEqualTo(MOST_FLUSHES);
        }
    }

    @Test
    void whatANativeSocketTakesPassesNettysQueueBy() {
        if (!Epoll.isAvailable()) {
            throw ExternalTool.missing("Netty's epoll is not there, " + Epoll.unavailabilityCause());
        }
        AtomicReference<Channel> channel = new AtomicReference<>();
        FlushCounter flushes = new FlushCounter();
        try (BridgeServer server = WritePath.OWN
                        .with(BridgeServer.permitAll())
                        .routes(router -> router.route().handler(context -> {
                            HttpServerConnection connection =
                                    (HttpServerConnection) context.request().connection();
                            channel.set(connection.channelHandlerContext().channel());
                            context.next();
                        }))
                        .start();
                TestStream stream = SseTestClient.connect(server.port(), "/events/a")) {
            Conditions.await(
                    "the connection to be the bridge's",
                    () -> channel.get().pipeline().get("handler") == null);
            channel.get().pipeline().addFirst(flushes);
            for (int i = 0; i < EVENTS; i++) {
                server.publish("a", i + SMALL);
                stream.expectMessage(i + SMALL);
            }
            assertThat(flushes.count()).isZero();
        }
    }

    /** Bodies as they come in, texts, JSON, frames: what is allowed is what there is, and half a copy more. */
    @ParameterizedTest
    @CsvSource({"text/plain, 9.8", "application/json, 7.9"})
    void whatIsPostedIsEncodedOnceAndCopiedAFewTimes(String type, double most) {
        String text = "x".repeat(POST_BYTES);
        String body = type.equals(Publishing.JSON)
                ? new JsonObject().put("text", text).encode()
                : text;
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try (BridgeServer server = WritePath.OWN.with(BridgeServer.permitAll()).start();
                SseTestClient reader = SseTestClient.connect(server.port(), "/events/a")) {
            postOneByOne(server, type, body, reader);
            long before = allocated(server);
            postOneByOne(server, type, body, reader);
            assertThat((double) (allocated(server) - before) / EVENTS / POST_BYTES)
                    .as("bytes per byte, on all threads of the bridge")
                    // One is the text itself: less would be another thread's.
                    .isBetween(1.0, most);
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    private static long allocated(BridgeServer server) {
        return LoopThreads.allocatedBytes(server.vertx()) + LoopThreads.allocatedByHubs();
    }

    private static void postOneByOne(BridgeServer server, String type, String body, SseTestClient reader) {
        for (int i = 0; i < EVENTS; i++) {
            HttpExchange exchange = HttpExchange.post(server.port(), "/publish/a", type, body);
            assertThat(exchange.status()).as("%s", exchange).isEqualTo(202);
            reader.expectMessage(body);
        }
    }

    private static AtomicLong open(BridgeServer server, ManyReaders readers) {
        AtomicLong read = new AtomicLong();
        for (int i = 0; i < READERS; i++) {
            readers.open(server.port(), "/events/a", 0, new Counter(read));
        }
        readers.awaitOpen();
        return read;
    }

    /** Each alone, as no event is there before the one before has reached everybody. */
    private static void publishOneByOne(BridgeServer server, AtomicLong read) {
        String text = "x".repeat(EVENT_BYTES);
        long expected = read.get();
        for (int i = 0; i < EVENTS; i++) {
            server.publish("a", text);
            expected += READERS;
            long due = expected;
            Conditions.await(() -> read + " of " + due, () -> read.get() == due, Conditions.PATIENCE);
        }
    }

    private static final class Counter extends ManyReaders.Reader {

        private final AtomicLong read;

        Counter(AtomicLong read) {
            this.read = read;
        }

        @Override
        protected void onMessage(long seq, long[] numbers, long arrivedNanos) {
            read.incrementAndGet();
        }
    }
}
