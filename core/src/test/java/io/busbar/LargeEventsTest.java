package io.busbar;

import static io.busbar.Publishing.JSON;
import static io.busbar.Publishing.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Large events, which are read and encoded apart from the small ones, are like those in all else. */
class LargeEventsTest {

    private static final int BYTES = 1 << 20;
    private static final String LARGE = "{\"text\":\"" + "ä".repeat(BYTES / 4) + "\",\"price\":1.10}";

    @Test
    void aSmallEventThatFollowsALargeOneOnItsConnectionComesAfterIt() throws IOException {
        try (BridgeServer server = start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat");
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout((int) Conditions.PATIENCE.toMillis());
            socket.getOutputStream().write(request(LARGE, "keep-alive"));
            socket.getOutputStream().write(request("\"small\"", "close"));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answers).containsSubsequence("202 Accepted", "202 Accepted");
            client.expectMessage(LARGE.replace("1.10", "1.1"));
            client.expectMessage("small");
        }
    }

    private static byte[] request(String body, String connection) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST /publish/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: "
                + connection + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aLargeEventIsPublishedOnceUnderItsKey() {
        try (BridgeServer server = start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/chat")) {
            String key = "Idempotency-Key: one";
            String first = recorded(HttpExchange.post(server.port(), "/publish/chat", JSON, LARGE, key));
            String again = recorded(HttpExchange.post(server.port(), "/publish/chat", JSON, LARGE, key));
            assertThat(again).isEqualTo(first);
            Problems.expect(
                    409, HttpExchange.post(server.port(), "/publish/chat", JSON, LARGE.replace("1.10", "1.2"), key));

            assertThat(client.expectMessage(LARGE.replace("1.10", "1.1")).lastEventId())
                    .isEqualTo(first);
            Publishing.publish(server, "chat", "next");
            client.expectMessage("next");
        }
    }

    @Test
    void aLargeBodyThatIsWrongIsRefused() {
        try (BridgeServer server = start()) {
            String path = "/publish/chat";
            Problems.expect(400, HttpExchange.post(server.port(), path, JSON, LARGE + "]"));
            Problems.expect(415, HttpExchange.post(server.port(), path, "text/html", LARGE));
            Problems.expect(
                    400,
                    HttpExchange.request(
                            server.port(),
                            "POST",
                            path,
                            LARGE.getBytes(StandardCharsets.ISO_8859_1),
                            "Content-Type: text/plain"));
        }
    }

    private static BridgeServer start() {
        SseBridgeOptions options = BridgeServer.permitAll();
        options.getLimits().setRequestBytes(2 * BYTES).setEventBytes(2 * BYTES);
        return BridgeServer.start(options);
    }
}
