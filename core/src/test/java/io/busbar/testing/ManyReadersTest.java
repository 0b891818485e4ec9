package io.busbar.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ManyReadersTest {

    private static final String STREAM = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
            + chunk(":\nretry: 1000\n")
            + chunk("event: busbar.position\nid: ep-o-6\ndata: \n\n")
            + chunk("id: ep-o-7\ndata: 12 345 " + "x".repeat(300) + "\n\n")
            + chunk(":\n")
            + chunk("data: 9\ndata: 10\n\nid: ep-o-9\ndata: 1 2 3 4 5\n\n")
            + chunk("event: busbar.lagged\ndata: {\"missed\":3}\nid: ep-o-12\n\n")
            + chunk("data: te")
            + chunk("xt\n\n");
    private static final List<String> READ = List.of(
            "head 200",
            "epoch ep-o",
            "busbar.position 6 ",
            "message 7: 12 345 0 0",
            "message -1: 9 345 0 0",
            "message 9: 1 2 3 4",
            "busbar.lagged 12 {\"missed\":3}",
            "message -1: 1 2 3 4");

    @Test
    void eventsAreSkimmedWhereverTheStreamIsCutIntoPieces() {
        byte[] bytes = STREAM.getBytes(StandardCharsets.US_ASCII);
        for (int piece : new int[] {1, 2, 3, 7, 64, 1000, bytes.length}) {
            Notes notes = new Notes();
            StreamSkimmer skimmer = new StreamSkimmer(notes);
            for (int at = 0; at < bytes.length; at += piece) {
                byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
                skimmer.feed(part, part.length);
            }
            assertThat(notes.notes).as("pieces of %d bytes", piece).isEqualTo(READ);
            assertThat(skimmer.isComplete()).isFalse();
            byte[] end = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            skimmer.feed(end, end.length);
            assertThat(skimmer.isComplete()).isTrue();
        }
    }

    @Test
    void aGroupReadsAllItsStreamsUnlessItIsPaused() {
        List<Numbers> all = new ArrayList<>();
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll());
                ManyReaders readers = new ManyReaders("readers")) {
            for (int i = 0; i < 50; i++) {
                Numbers reader = new Numbers();
                all.add(reader);
                readers.open(server.port(), "/events/a" + i % 5, 4096, reader);
            }
            readers.awaitOpen();
            for (int n = 1; n <= 3; n++) {
                publish(server, n);
            }
            Conditions.await("all to be read", () -> all.stream().allMatch(reader -> reader.read.size() == 3));
            readers.pause();
            publish(server, 4);
            Conditions.await("all to be written", () -> server.status().eventsOut() == 4 * 50);
            assertThat(all).allSatisfy(reader -> assertThat(reader.read).containsExactly(1L, 2L, 3L));
            readers.resume();
            Conditions.await("the last to be read", () -> all.stream().allMatch(reader -> reader.read.size() == 4));
            assertThat(all).allSatisfy(reader -> {
                assertThat(reader.read).containsExactly(1L, 2L, 3L, 4L);
                assertThat(reader.isOpen()).isTrue();
                assertThat(reader.isEnded()).isFalse();
            });
            Waiting.on(
                    server.bridge(0).close().eventually(() -> server.bridge(1).close()));
            Conditions.await("the ends", () -> readers.ended() == 50);
        }
    }

    @Test
    void aRefusalOrAFailedReaderFailsTheTest() {
        Vertx vertx = Vertx.vertx();
        int port = Waiting.on(vertx.createHttpServer()
                        .requestHandler(
                                request -> request.response().setStatusCode(403).end())
                        .listen(0, "127.0.0.1"))
                .actualPort();
        ManyReaders readers = new ManyReaders("refused");
        readers.open(port, "/events/a", 0, new Numbers());
        assertThatThrownBy(readers::awaitOpen)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("status 403");
        assertThatThrownBy(readers::close).isInstanceOf(AssertionError.class).hasMessageContaining("status 403");
        Waiting.on(vertx.close());
    }

    @Test
    void quantilesAreWithinThreePercent() {
        Latencies latencies = new Latencies();
        assertThat(latencies.quantile(0.5)).isZero();
        for (int i = 1; i <= 1000; i++) {
            latencies.add(Duration.ofMillis(i).toNanos());
        }
        assertThat(latencies.count()).isEqualTo(1000);
        assertThat(latencies.quantile(0.5)).isBetween(Duration.ofMillis(500), Duration.ofMillis(516));
        assertThat(latencies.quantile(0.99)).isBetween(Duration.ofMillis(990), Duration.ofMillis(1021));
        assertThat(latencies.quantile(1)).isBetween(Duration.ofMillis(1000), Duration.ofMillis(1032));
    }

    private static void publish(BridgeServer server, int number) {
        for (int i = 0; i < 5; i++) {
            server.publish("a" + i, number + " x");
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static final class Numbers extends ManyReaders.Reader {

        private final List<Long> read = new CopyOnWriteArrayList<>();

        @Override
        protected void onMessage(long seq, long[] numbers, long arrivedNanos) {
            read.add(numbers[0]);
        }
    }

    private static final class Notes implements StreamSkimmer.Sink {

        private final List<String> notes = new ArrayList<>();

        @Override
        public void head(int status) {
            notes.add("head " + status);
        }

        @Override
        public void message(long seq, long[] numbers) {
            notes.add("message " + seq + ": " + numbers[0] + " " + numbers[1] + " " + numbers[2] + " " + numbers[3]);
        }

        @Override
        public void named(String type, long seq, String data) {
            notes.add(type + " " + seq + " " + data);
        }

        @Override
        public void epoch(String epoch) {
            notes.add("epoch " + epoch);
        }
    }
}
