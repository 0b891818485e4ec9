package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What weak parsers and proxies need beyond the standard, byte by byte, for both writers. */
class WireRulesTest {

    private static final Duration HEARTBEAT = Duration.ofMillis(300);

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void linesEndWithLineFeedOnlyWhateverIsPublished(boolean fastPath) {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll().setFastPath(fastPath));
                SseTestClient client = SseTestClient.connect(
                        server.port(), "/events?address=news", "Last-Event-ID: seen-1", "Cookie: a=b")) {
            client.expectEvent("busbar.resume", "{\"status\":\"reset\"}");
            client.expectPosition();
            server.publish("news", "a\rb\r\nc\nd", "sse-event", "name");
            server.publish("news", "\r");
            server.publish("news", "", "sse-key", "a\r\nb\0");
            server.publish("news", "end");
            client.expectEvent("name", "a\nb\nc\nd");
            client.expectMessage("\n");
            client.expectMessage("");
            client.expectMessage("end");
            String body = client.bodyText();
            assertThat(body).doesNotContain("\r", "\0", "\uFEFF").endsWith("\n\n");
            assertThat(body.lines()).allMatch(line -> line.matches(":|(retry|id|event|data): .*|"));
            // An event and its blank line come in one piece; nothing else has one, or weak parsers see an event.
            assertThat(body.split("\n\n", -1)).hasSize(7);
            assertThat(body).doesNotContain("\n\n\n").doesNotStartWith("\n");
            assertThat(body.lines().filter(line -> line.startsWith("id:")))
                    .hasSize(5)
                    .allMatch(line -> line.matches("id: [a-z0-9]+-\\d"));
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void eachClientIsToldAReconnectionTimeOfItsOwn(boolean fastPath) {
        SseBridgeOptions options =
                BridgeServer.permitAll().setFastPath(fastPath).setRetry(Duration.ofSeconds(1));
        try (BridgeServer server = BridgeServer.start(options)) {
            Set<Long> times = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                try (SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
                    times.add(client.expectRetry());
                }
            }
            assertThat(times).hasSizeGreaterThan(5).allSatisfy(time -> assertThat(time)
                    .isBetween(500L, 1_500L));
            server.awaitQuiet();
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void silenceIsBrokenByACommentLineWithoutABlankLine(boolean fastPath) {
        SseBridgeOptions options =
                BridgeServer.withoutHistory().setFastPath(fastPath).setHeartbeat(HEARTBEAT);
        try (BridgeServer server = BridgeServer.start(options)) {
            long before = System.nanoTime();
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
                assertThat(client.expectComment()).as("of the preamble").isEmpty();
                for (int i = 0; i < 3; i++) {
                    client.expectComment();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - before))
                        .as("not sooner than asked for")
                        .isGreaterThanOrEqualTo(HEARTBEAT.multipliedBy(3));
                assertThat(client.bodyText()).matches(":\nretry: \\d+\n(:\n){3,}");
                server.publish("news", "x");
                client.expectMessage("x");
                client.assertExhausted();
            }
        }
    }

    /** A test that is not run for a while by a busy machine sees silence that the server has to break: then again. */
    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void thereIsNoHeartbeatWhileEventsFlow(boolean fastPath) {
        SseBridgeOptions options =
                BridgeServer.withoutHistory().setFastPath(fastPath).setHeartbeat(HEARTBEAT);
        try (BridgeServer server = BridgeServer.start(options)) {
            Duration longestGap = HEARTBEAT;
            String body = "";
            long deadline = System.nanoTime() + Conditions.PATIENCE.toNanos();
            while (longestGap.compareTo(HEARTBEAT.dividedBy(2)) > 0 && System.nanoTime() < deadline) {
                longestGap = Duration.ZERO;
                long last = System.nanoTime();
                try (SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
                    client.expectRetry();
                    int preamble = client.bodyBytes().length;
                    for (int i = 0; i < 30; i++) {
                        server.publish("news", "x");
                        client.expectMessage("x");
                        long due = last + HEARTBEAT.dividedBy(10).toNanos();
                        Conditions.await("the next turn", () -> System.nanoTime() - due > 0);
                        Duration gap = Duration.ofNanos(System.nanoTime() - last);
                        longestGap = gap.compareTo(longestGap) > 0 ? gap : longestGap;
                        last = System.nanoTime();
                    }
                    body = client.bodyText().substring(preamble);
                }
            }
            assertThat(body).doesNotContain(":\n").hasSize("data: x\n\n".length() * 30);
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void aStreamMayStartWithTwoKibibytesOfComment(boolean fastPath) {
        SseBridgeOptions options = BridgeServer.withoutHistory().setFastPath(fastPath);
        try (BridgeServer server = BridgeServer.start(options);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
            client.expectRetry();
            assertThat(client.bodyBytes()).hasSizeLessThan(64);
        }
        try (BridgeServer server = BridgeServer.start(options.setPadding(true));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
            assertThat(client.expectComment().getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThanOrEqualTo(2_048);
            client.expectRetry();
            assertThat(client.bodyText()).doesNotContain("\n\n");
            server.publish("news", "x");
            client.expectMessage("x");
        }
    }
}
