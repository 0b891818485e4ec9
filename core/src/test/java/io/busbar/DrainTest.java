package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.CloseReason;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.Http2TestClient;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.ManyReaders;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.busbar.testing.WritePath;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bridge that drains sends its clients away one after the other, and lets no new ones in. */
class DrainTest {

    private static final String SHUTDOWN = "{\"reason\":\"shutdown\"}";
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Notes what becomes of a stream. */
    private static final class Witness extends ManyReaders.Reader {

        private long closingNanos;
        private int farewells;
        private int messages;

        @Override
        protected void onMessage(long seq, long[] numbers, long arrivedNanos) {
            messages++;
        }

        @Override
        protected void onNamed(String type, long seq, String data) {
            if (type.equals("busbar.closing")) {
                assertThat(data).isEqualTo(SHUTDOWN);
                farewells++;
                closingNanos = System.nanoTime();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void streamsEndOverTheTimeEachWithAFarewellAndGetEventsUntilThen(boolean fastPath) {
        int count = 300;
        Duration time = Duration.ofSeconds(3);
        List<Witness> witnesses = new ArrayList<>();
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful().setFastPath(fastPath))) {
            long beganNanos;
            try (ManyReaders readers = new ManyReaders("drained")) {
                open(server, readers, witnesses, count);
                beganNanos = System.nanoTime();
                Future<Void> drained = drain(server, time);
                server.publish("a", 1);
                assertThat(drained.isComplete()).isFalse();
                Waiting.on(drained);
                assertThat(System.nanoTime() - beganNanos).isGreaterThanOrEqualTo(time.toNanos());
                Conditions.await("all to end", () -> readers.ended() == count);
            }
            assertThat(witnesses)
                    .allSatisfy(witness ->
                            assertThat(witness.farewells).as("farewells").isOne());
            assertThat(witnesses.stream().mapToInt(witness -> witness.messages).sum())
                    .as("events that came to those that were still there")
                    .isGreaterThan(count / 10);
            assertSpread(witnesses, beganNanos, time);
            assertThat(server.status().connections()).isZero();
            assertThat(server.status().subscriptions()).isZero();
            assertThat(server.status().closed()).containsEntry("shutdown", (long) count);
            server.awaitQuiet();
        }
    }

    private static void assertSpread(List<Witness> witnesses, long beganNanos, Duration time) {
        long[] millis = witnesses.stream()
                .mapToLong(witness -> (witness.closingNanos - beganNanos) / 1_000_000)
                .sorted()
                .toArray();
        assertThat(millis[millis.length - 1] - millis[0])
                .as("from the first to the last")
                .isGreaterThan(time.toMillis() * 3 / 4);
        for (int i = 0; i + millis.length / 2 < millis.length; i++) {
            assertThat(millis[i + millis.length / 2] - millis[i])
                    .as("time that any half of them takes")
                    .isGreaterThan(time.toMillis() / 5);
        }
    }

    @EveryWire
    void eachIsToldWhenToComeBackAndNotOverThisConnection(Wire wire) {
        int count = 8;
        try (BridgeServer server = wire.start(BridgeServer.forgetful())) {
            List<TestStream> streams = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                streams.add(wire.open(server, "/events/a"));
            }
            List<AtomicBoolean> left = new ArrayList<>();
            for (TestStream stream : streams) {
                if (stream instanceof Http2TestClient client) {
                    left.add(client.toldToLeave());
                }
            }
            drain(server, LONG);
            Set<String> times = new HashSet<>();
            Pattern farewell = Pattern.compile("retry: (\\d+)\nevent: busbar.closing\n");
            for (TestStream stream : streams) {
                stream.expectEvent("busbar.closing", SHUTDOWN);
                stream.expectEnd();
                Matcher matcher = farewell.matcher(stream.bodyText());
                assertThat(matcher.find()).isTrue();
                assertThat(Integer.parseInt(matcher.group(1))).isBetween(1_500, 4_500);
                times.add(matcher.group(1));
                if (stream instanceof SseTestClient client) {
                    client.expectEndOfConnection();
                }
            }
            Conditions.await("all to be told to leave", () -> left.stream().allMatch(AtomicBoolean::get));
            assertThat(times).as("different times").hasSizeGreaterThan(count / 2);
            streams.forEach(TestStream::close);
        }
    }

    @Test
    void whileItDrainsABridgeLetsNothingNewIn() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful());
                ManyReaders readers = new ManyReaders("drained")) {
            open(server, readers, new ArrayList<>(), 1_000);
            Future<Void> drained = drain(server, LONG);

            List<HttpExchange> refusals = List.of(
                    HttpExchange.get(server.port(), "/events/a"),
                    HttpExchange.post(server.port(), "/publish/a", "text/plain", "x"),
                    HttpExchange.post(server.port(), "/send/a", "text/plain", "x"),
                    HttpExchange.post(server.port(), "/request/a", "text/plain", "x"));

            for (HttpExchange refused : refusals) {
                assertThat(Problems.expect(503, refused).getString("detail")).isEqualTo("shutting down");
                assertThat(Integer.parseInt(refused.header("retry-after"))).isPositive();
                assertThat(refused.header("connection")).isEqualTo("close");
            }
            assertThat(Waiting.on(server.bridge(0).publish("a", "last words", Map.of())))
                    .as("the application itself may publish")
                    .isNotNull();
            assertThat(drained.isComplete()).isFalse();
        }
    }

    @Test
    void anEventSourceIsAskedToComeBackInsteadOfBeingRefused() {
        SseBridgeOptions options = BridgeServer.forgetful().setEventSourceSafe(true);
        try (BridgeServer server = BridgeServer.start(options)) {
            Waiting.on(drain(server, LONG));

            HttpExchange answer = HttpExchange.get(server.port(), "/events/a");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).startsWith("retry: ").endsWith("event: busbar.overloaded\ndata: {}\n\n");
            assertThat(answer.header("connection")).isEqualTo("close");
            Problems.expect(503, HttpExchange.post(server.port(), "/publish/a", "text/plain", "x"));
        }
    }

    @Test
    void aConnectionThatCarriedARefusedRequestIsClosed() throws IOException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            Waiting.on(drain(server, LONG));
            socket.setSoTimeout((int) Conditions.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write("GET /events/a HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // Reads until the server closes.
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void fewStreamsAreNotKeptWaitingAndNoneNotAtAll() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful())) {
            try (SseTestClient one = SseTestClient.connect(server.port(), "/events/a");
                    SseTestClient two = SseTestClient.connect(server.port(), "/events/a")) {
                Waiting.on(drain(server, LONG));
                one.expectEvent("busbar.closing", SHUTDOWN);
                two.expectEvent("busbar.closing", SHUTDOWN);
            }
            Waiting.on(server.bridge(0).drain(LONG));
        }
    }

    @Test
    void closingEndsAtOnceWhatADrainHasLeft() {
        List<Witness> witnesses = new ArrayList<>();
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful());
                ManyReaders readers = new ManyReaders("drained")) {
            open(server, readers, witnesses, 1_000);
            long beganNanos = System.nanoTime();
            Future<Void> drained = drain(server, LONG);
            Waiting.on(Future.join(server.bridge(0).close(), server.bridge(1).close()));
            Waiting.on(drained);
            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
                    .as("of some ten seconds")
                    .isLessThan(Duration.ofSeconds(5));
            Conditions.await("all to end", () -> readers.ended() == 1_000);
        }
        assertThat(witnesses)
                .allSatisfy(witness -> assertThat(witness.farewells).isOne());
    }

    @Test
    void aDrainIsOverWhenAllHaveLeftByThemselves() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful())) {
            Future<Void> drained;
            try (ManyReaders readers = new ManyReaders("drained")) {
                open(server, readers, new ArrayList<>(), 1_000);
                drained = drain(server, LONG);
            }
            long leftNanos = System.nanoTime();
            Waiting.on(drained);
            assertThat(Duration.ofNanos(System.nanoTime() - leftNanos)).isLessThan(Duration.ofSeconds(5));
            assertThat(server.status().closed()).containsKey("client");
        }
    }

    @Test
    void aDrainDoesNotWaitForStreamsOfOthersOnTheSameLoop() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try {
            SseBridge left =
                    SseBridge.builder(vertx).with(BridgeServer.forgetful()).build();
            SseBridge other =
                    SseBridge.builder(vertx).with(BridgeServer.forgetful()).build();
            try (SseTestClient stays = SseTestClient.connect(listen(vertx, other), "/events/a")) {
                stays.expectPosition();
                Future<Void> drained;
                try (ManyReaders readers = new ManyReaders("drained")) {
                    int port = listen(vertx, left);
                    for (int i = 0; i < 1_000; i++) {
                        readers.open(port, "/events/a", 0, new Witness());
                    }
                    readers.awaitOpen();
                    Conditions.await("all to be counted", () -> left.status().connections() == 1_001);
                    drained = left.drain(LONG);
                }
                long leftNanos = System.nanoTime();
                Waiting.on(drained);
                assertThat(Duration.ofNanos(System.nanoTime() - leftNanos)).isLessThan(Duration.ofSeconds(5));
                assertThat(other.status().connections()).isEqualTo(1);
            }
        } finally {
            Waiting.on(vertx.close());
        }
    }

    private static int listen(Vertx vertx, SseBridge bridge) {
        Router router = Router.router(vertx);
        bridge.mount(router, "/events");
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        return Waiting.on(server.listen(0, "127.0.0.1")).actualPort();
    }

    @Test
    void aTimeOfAgesIsAsGoodAsOneOfMinutes() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful());
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            Waiting.on(drain(server, Duration.ofSeconds(Long.MAX_VALUE)));
            client.expectEvent("busbar.closing", SHUTDOWN);
        }
    }

    @Test
    void aReaderThatCanNotBeWrittenToIsCutWithoutWords() {
        Wire wire = new Wire(WritePath.OWN, Wire.Protocol.HTTP_1_1);
        SseBridgeOptions options = SlowReaders.options(true, SlowConsumerPolicy.REPLAY, Duration.ofMillis(250));
        try (BridgeServer server = SlowReaders.start(wire, options);
                TestStream stream = SlowReaders.open(wire, server, "/events/a")) {
            SlowReaders.publish(server, "a", 0, 600);
            SlowReaders.awaitSlow(server, 1);
            Waiting.on(drain(server, LONG));
            stream.expectCut();
            assertThat(stream.bodyText()).doesNotContain("busbar.closing");
            assertThat(server.listener().reasons()).containsExactly(CloseReason.SHUTDOWN);
        }
    }

    @Test
    void drainingOneInstanceLeavesTheOthersAlone() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful())) {
            // Connections go to the instances in turn.
            List<SseTestClient> clients = List.of(
                    SseTestClient.connect(server.port(), "/events/a"),
                    SseTestClient.connect(server.port(), "/events/a"));
            Waiting.on(server.bridge(0).drain(LONG));
            assertThat(server.status().connections()).isEqualTo(1);
            server.publish("a", "still here");
            List<String> types =
                    clients.stream().map(client -> client.nextEvent().type()).toList();
            assertThat(types).containsExactlyInAnyOrder("busbar.closing", "message");
            clients.forEach(SseTestClient::close);
        }
    }

    @Test
    void aNegativeTimeIsRefused() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful())) {
            assertThatThrownBy(() -> server.bridge(0).drain(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-0.001S");
        }
    }

    private static void open(BridgeServer server, ManyReaders readers, List<Witness> witnesses, int count) {
        for (int i = 0; i < count; i++) {
            Witness witness = new Witness();
            witnesses.add(witness);
            readers.open(server.port(), "/events/a", 0, witness);
        }
        readers.awaitOpen();
        Conditions.await("all to be counted", () -> server.status().connections() == count);
    }

    private static Future<Void> drain(BridgeServer server, Duration time) {
        return Future.join(server.bridge(0).drain(time), server.bridge(1).drain(time))
                .mapEmpty();
    }
}
