package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.CloseReason;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers that do not read, and what others notice of them: nothing. */
class SlowReaderTest {

    private static final long WINDOW = 4_194_304;
    private static final int SMALL_BUFFER = 4096;
    private static final String PAYLOAD = "x".repeat(10_000);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderThatTakesNothingIsClosedAfterTheStallTimeAlthoughItsConnectionIsAlive(boolean fastPath) {
        SseBridgeOptions options =
                options(fastPath).setSlowConsumer(new SlowConsumerOptions().setStall(Duration.ofMillis(500)));
        try (BridgeServer server = smallBuffers(options);
                SseTestClient stalled = stalled(server)) {
            publishUntil(server, 100, () -> !server.listener().reasons().isEmpty());
            assertThat(server.listener().reasons()).containsExactly(CloseReason.STALLED);
            server.awaitQuiet();
            stalled.expectCut();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderThatFallsOutOfTheWindowIsClosedAsSlow(boolean fastPath) {
        try (BridgeServer server = smallBuffers(options(fastPath));
                SseTestClient slow = stalled(server)) {
            publishUntil(server, 5_000, () -> !server.listener().reasons().isEmpty());
            assertThat(server.listener().reasons()).containsExactly(CloseReason.SLOW);
            server.awaitQuiet();
            slow.expectCut();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReaderThatReadsOnInTimeMissesNothing(boolean fastPath) {
        try (BridgeServer server = smallBuffers(options(fastPath));
                SseTestClient pausing = stalled(server)) {
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 100; i++) {
                    server.publish("a", round + "." + i + " " + PAYLOAD);
                }
                for (int i = 0; i < 100; i++) {
                    pausing.expectMessage(round + "." + i + " " + PAYLOAD);
                }
            }
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    @Test
    void aReaderThatTakesALargeEventSlowlyIsNotStalled() throws Exception {
        SseBridgeOptions options =
                options(true).setSlowConsumer(new SlowConsumerOptions().setStall(Duration.ofMillis(600)));
        String large = "y".repeat(1_000_000);
        try (BridgeServer server = smallBuffers(options);
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(SMALL_BUFFER);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            slow.getOutputStream().write("GET /events/a HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Conditions.await(
                    "the stream to open", () -> !server.listener().opened().isEmpty());
            server.publish("a", large);
            long begin = System.nanoTime();
            int read = 0;
            while (read < large.length()) {
                // A piece now and then, for several times the stall time.
                read += slow.getInputStream().readNBytes(40_000).length;
                long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
                Conditions.await("the next piece's time", () -> System.nanoTime() - next > 0);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1_200));
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    @Test
    void fiftyThatNeverReadDisturbNeitherTheOthersNorTheMemory() throws Exception {
        int readers = 500;
        int events = 600;
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (BridgeServer server = smallBuffers(options(true))) {
            List<BufferedReader> clients = new ArrayList<>();
            List<AutoCloseable> open = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                open.add(socket);
                socket.getOutputStream()
                        .write("GET /events/a HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                clients.add(
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)));
                if (i % 10 == 0) {
                    open.add(stalled(server));
                }
            }
            Conditions.await(
                    "all streams to open", () -> server.listener().opened().size() == readers + 50);
            List<Future<?>> readings = new ArrayList<>();
            for (List<BufferedReader> some : split(clients, 16)) {
                readings.add(threads.submit((Callable<Void>) () -> {
                    for (int i = 0; i < events; i++) {
                        for (BufferedReader client : some) {
                            assertThat(nextData(client)).startsWith("data: " + i + " ");
                        }
                    }
                    return null;
                }));
            }
            long most = 0;
            for (int i = 0; i < events; i++) {
                server.publish("a", i + " " + PAYLOAD);
                long due = (long) (i - 20) * readers;
                Conditions.await("the readers to keep up", () -> server.status().eventsOut() >= due);
                most = Math.max(most, server.status().windowBytes());
            }
            for (Future<?> reading : readings) {
                reading.get(60, TimeUnit.SECONDS);
            }
            assertThat(most).as("bytes of the window, pinned ones included").isLessThan(WINDOW + 200_000);
            Conditions.await(
                    "those that never read to be closed",
                    () -> server.listener().reasons().size() == 50);
            assertThat(server.listener().reasons()).containsOnly(CloseReason.SLOW);
            for (AutoCloseable client : open) {
                client.close();
            }
            server.awaitQuiet();
        } finally {
            threads.shutdownNow();
        }
    }

    private static String nextData(BufferedReader client) throws IOException {
        String line = client.readLine();
        while (!line.startsWith("data:")) {
            line = client.readLine();
        }
        return line;
    }

    private static SseBridgeOptions options(boolean fastPath) {
        return BridgeServer.permitAll()
                .setFastPath(fastPath)
                .setWindowBytes(WINDOW)
                .setHeartbeat(Duration.ZERO)
                .setLimits(new LimitOptions().setEventBytes(WINDOW / 4));
    }

    private static BridgeServer smallBuffers(SseBridgeOptions options) {
        return BridgeServer.with(options)
                .http(http -> http.setSendBufferSize(16_384))
                .start();
    }

    private static SseTestClient stalled(BridgeServer server) {
        int before = server.listener().opened().size();
        SseTestClient client = SseTestClient.to(server.port(), "/events/a")
                .receiveBuffer(SMALL_BUFFER)
                .neverRead();
        Conditions.await("the stream to open", () -> server.listener().opened().size() > before);
        return client;
    }

    private static void publishUntil(BridgeServer server, int most, BooleanSupplier done) {
        for (int i = 0; i < most && !done.getAsBoolean(); i++) {
            server.publish("a", i + " " + PAYLOAD);
            long due = i;
            Conditions.await("the event to come in", () -> server.status().eventsIn() > due);
        }
        Conditions.await("the reader to be closed", done);
    }

    private static <T> List<List<T>> split(List<T> all, int parts) {
        List<List<T>> split = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            split.add(all.subList(i * all.size() / parts, (i + 1) * all.size() / parts));
        }
        return split;
    }
}
