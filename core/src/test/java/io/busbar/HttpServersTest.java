package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.Http2TestClient;
import io.busbar.testing.SseTestClient;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bridge lives in whatever HTTP server the application has set up. */
class HttpServersTest {

    @ParameterizedTest(name = "TLS {0}")
    @ValueSource(booleans = {true, false})
    void streamsOfOneHttp2ConnectionAreIndependent(boolean tls) {
        BridgeServer.Options options = BridgeServer.with(BridgeServer.permitAll());
        try (BridgeServer server = (tls ? options.tls() : options).start();
                Http2TestClient one = Http2TestClient.connect(server.vertx(), server.port(), tls, "/events/a")) {
            assertThat(one.version()).isEqualTo(HttpVersion.HTTP_2);
            Http2TestClient other = one.another("/events?address=a&address=b");
            server.publish("a", "1");
            one.expectMessage("1");
            other.expectMessage("1");
            other.cancel();
            Conditions.await("the server to notice", () -> server.status().connections() == 1);
            assertThat(server.status().subscriptions()).isEqualTo(1);
            server.publish("a", "2");
            one.expectMessage("2");
            one.assertExhausted();
        }
    }

    /** The JDK's client asks to upgrade a clear-text connection, and is neither ours nor Vert.x's. */
    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void aClientMayUpgradeToHttp2(boolean fastPath) throws IOException, InterruptedException {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll().setFastPath(fastPath))) {
            HttpResponse<InputStream> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/events/news"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(200);
            try (InputStream body = response.body()) {
                StringBuilder text = new StringBuilder();
                for (String data : new String[] {"one", "two"}) {
                    server.publish("news", data);
                    while (!text.toString().endsWith("data: " + data + "\n\n")) {
                        text.append((char) body.read());
                        assertThat(text).hasSizeLessThan(1_000);
                    }
                }
            }
            server.awaitQuiet();
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void aServerMayCompress(boolean fastPath) {
        try (BridgeServer server = BridgeServer.with(
                                BridgeServer.permitAll().setFastPath(fastPath).setHeartbeat(Duration.ofMillis(200)))
                        .http(http -> http.setCompressionSupported(true))
                        .start();
                SseTestClient packed = SseTestClient.connect(server.port(), "/events/news", "Accept-Encoding: gzip");
                SseTestClient plain = SseTestClient.connect(server.port(), "/events/news")) {
            assertThat(plain.header("content-encoding")).isNull();
            for (int i = 0; i < 20; i++) {
                server.publish("news", "event " + i);
                packed.expectMessage("event " + i);
                plain.expectMessage("event " + i);
            }
            packed.expectComment();
            packed.expectComment();
            server.publish("news", "x".repeat(300_000));
            packed.expectMessage("x".repeat(300_000));
            plain.expectMessage("x".repeat(300_000));
        }
    }

    @ParameterizedTest(name = "fast path {0}")
    @ValueSource(booleans = {true, false})
    void heartbeatsKeepAStreamOpenInAServerWithAnIdleTimeout(boolean fastPath) {
        try (BridgeServer server = BridgeServer.with(
                                BridgeServer.permitAll().setFastPath(fastPath).setHeartbeat(Duration.ofMillis(150)))
                        .http(http -> http.setIdleTimeout(2))
                        .start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
            // for longer than that
            for (int i = 0; i < 20; i++) {
                client.expectComment();
            }
            server.publish("news", "still here");
            client.expectMessage("still here");
        }
    }

    @Test
    void aServerMayHaveNoHttp2() {
        try (BridgeServer server = BridgeServer.with(BridgeServer.permitAll())
                        .http(http -> http.setHttp2ClearTextEnabled(false)
                                .setPerFrameWebSocketCompressionSupported(false)
                                .setPerMessageWebSocketCompressionSupported(false))
                        .start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/news")) {
            server.publish("news", "x");
            client.expectMessage("x");
        }
    }
}
