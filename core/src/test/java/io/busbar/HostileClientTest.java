package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One attack per test. The attacker is answered or closed in time; a bystander on the same server does not notice. */
class HostileClientTest {

    /** Within which whoever sends nothing useful is let go. */
    private static final Duration IN_TIME = Duration.ofSeconds(10).plus(Conditions.PATIENCE);

    // one event loop, so that nobody can suffer elsewhere
    private final BridgeServer server = BridgeServer.with(
                    BridgeServer.forgetful().setLimits(new LimitOptions().setRequestBytes(1_000_000)))
            .instances(1)
            .start();
    private final SseTestClient bystander = SseTestClient.connect(server.port(), "/events/news");

    @AfterEach
    void theBystanderDidNotNoticeAndNothingIsLeft() {
        server.publish("news", "still here");
        bystander.expectMessage("still here");
        bystander.assertExhausted();
        bystander.close();
        server.awaitQuiet();
        server.close();
    }

    @Test
    void badPercentEncodingIsRefused() {
        // The router's own log, for paths that it can't decode.
        try (CapturedLog log = CapturedLog.of("io.vertx.ext.web")) {
            badPercentEncoding();
            assertThat(log.messages()).allMatch(message -> message.contains("router"));
        }
    }

    private void badPercentEncoding() {
        for (String path : List.of(
                "/events/%",
                "/events/%zz",
                "/events/%2",
                "/events/a%",
                "/events?address=%",
                "/events?address=%zz",
                "/events?address=a%2",
                "/events?%zz=a")) {
            assertThat(HttpExchange.get(server.port(), path).status()).as(path).isEqualTo(400);
        }
        HttpExchange exchange = HttpExchange.post(server.port(), "/publish/%zz", "text/plain", "x");
        assertThat(exchange.status()).as("%s", exchange).isEqualTo(400);
    }

    @Test
    void tenThousandAddressesAreRefused() {
        StringBuilder query = new StringBuilder("/events?address=0");
        StringBuilder body = new StringBuilder("{\"addresses\":[\"0\"");
        for (int i = 1; i < 10_000; i++) {
            query.append("&address=").append(i);
            body.append(",\"").append(i).append('"');
        }
        assertThat(HttpExchange.get(server.port(), query.toString()).status()).isIn(0, 414);
        Problems.expect(
                400,
                HttpExchange.post(
                        server.port(),
                        "/events",
                        "application/json",
                        body.append("]}").toString()));
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        String nested = "[".repeat(100_000);
        for (String path : List.of("/events", "/publish/news")) {
            Problems.expect(400, HttpExchange.post(server.port(), path, "application/json", nested));
        }
    }

    @Test
    void aHeaderOfAMegabyteIsRefused() {
        HttpExchange exchange = HttpExchange.get(server.port(), "/events/news", "X-Large: " + "x".repeat(1_000_000));
        assertThat(exchange.status()).as("%s", exchange).isIn(0, 400, 431);
    }

    @Test
    void aLastEventIdOfTenKilobytesIsRefused() {
        HttpExchange exchange = HttpExchange.get(server.port(), "/events/news", "Last-Event-ID: " + "x".repeat(10_240));
        assertThat(exchange.status()).as("%s", exchange).isIn(0, 400, 431);
    }

    /** All at once, for each of them takes its time. */
    @Test
    void aBodyThatNeverEndsIsGivenUp() throws IOException {
        List<Slow> attackers = new ArrayList<>();
        for (String path : List.of("/events", "/publish/news", "/send/news", "/request/news")) {
            attackers.add(Slow.post(server.port(), path, "Content-Length: 1000\r\n\r\n{", ""));
            attackers.add(Slow.post(server.port(), path, "Content-Length: 1000000\r\n\r\n{", " "));
            attackers.add(Slow.post(server.port(), path, "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"));
        }
        long deadline = System.nanoTime() + IN_TIME.toNanos();
        List<String> answers = new ArrayList<>();
        while (!attackers.isEmpty() && System.nanoTime() < deadline) {
            for (Slow attacker : List.copyOf(attackers)) {
                String answer = attacker.goOn();
                if (answer != null) {
                    answers.add(answer);
                    attackers.remove(attacker);
                    attacker.socket.close();
                }
            }
            server.publish("news", "meanwhile");
            bystander.expectMessage("meanwhile");
        }
        assertThat(attackers).as("still open").isEmpty();
        assertThat(answers).allMatch(answer -> answer.isEmpty() || answer.startsWith("HTTP/1.1 408 "));
    }

    @Test
    void whatIsNotHttpIsRefused() {
        long seed = 20_261_121;
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[16_384];
            random.nextBytes(garbage);
            garbage[random.nextInt(64)] = '\n';
            HttpExchange exchange = HttpExchange.raw(server.port(), garbage, IN_TIME);
            assertThat(exchange.status()).as("seed %d, round %d", seed, i).isIn(0, 400, 414, 431);
        }
    }

    @Test
    void requestsThatSmuggleAreRefused() {
        for (String head : List.of(
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: x\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n")) {
            HttpExchange exchange = HttpExchange.raw(
                    server.port(),
                    ("POST /events HTTP/1.1\r\nHost: x\r\n" + head + "\r\n0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII),
                    IN_TIME);
            assertThat(exchange.status()).as("%s: %s", head, exchange).isIn(0, 400, 413);
        }
    }

    @Test
    void garbageAfterTheRequestChangesNothingForOthers() throws IOException {
        byte[] garbage = new byte[65_536];
        new Random(1).nextBytes(garbage);
        byte[] pipelined =
                "GET /events/news HTTP/1.1\r\nHost: x\r\n\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        for (byte[] more : List.of(garbage, pipelined)) {
            try (SseTestClient attacker = SseTestClient.connect(server.port(), "/events/news")) {
                attacker.send(more);
                server.publish("news", "meanwhile");
                bystander.expectMessage("meanwhile");
                // The attacker before may still be on its way out.
                Conditions.await(
                        "one stream per connection", () -> server.status().connections() <= 2);
            }
        }
    }

    /** A client that sends a request so slowly that it never ends. */
    private record Slow(String request, Socket socket, String drop) {

        static Slow post(int port, String path, String start, String drop) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10);
            String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + start;
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            return new Slow(path + " " + start, socket, drop);
        }

        /** Sends a drop, and returns what came back; empty if the connection ended, null if neither happened. */
        @Nullable String goOn() {
            byte[] buffer = new byte[4_096];
            try {
                socket.getOutputStream().write(drop.getBytes(StandardCharsets.US_ASCII));
                int n = socket.getInputStream().read(buffer);
                return n < 0 ? "" : new String(buffer, 0, n, StandardCharsets.UTF_8);
            } catch (SocketTimeoutException e) {
                return null;
            } catch (IOException e) {
                return "";
            }
        }

        @Override
        public String toString() {
            return request;
        }
    }
}
