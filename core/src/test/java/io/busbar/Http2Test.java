package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.CloseReason;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.Http2TestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is different when many streams share a connection. */
class Http2Test {

    private static final String PAYLOAD = "x".repeat(10_000);

    @Test
    void aStreamThatIsResetLeavesNothing() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful());
                Http2TestClient client = Http2TestClient.connect(server.vertx(), server.port(), false, "/events/a")) {
            client.cancel();
            server.awaitQuiet();
            assertThat(server.listener().reasons()).containsExactly(CloseReason.CLIENT);
        }
    }

    @Test
    void aStreamThatIsNotReadIsResetAndItsNeighbourOnTheConnectionGoesOn() {
        SseBridgeOptions options =
                BridgeServer.forgetful().setSlowConsumer(new SlowConsumerOptions().setStall(Duration.ofSeconds(2)));
        try (BridgeServer server = BridgeServer.start(options)) {
            HttpClient client = server.vertx()
                    .createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false)
                            .setHttp2ConnectionWindowSize(1 << 20));
            AtomicInteger read = new AtomicInteger();
            AtomicBoolean reset = new AtomicBoolean();
            HttpClientResponse unread = open(client, server.port());
            unread.handler(piece -> {}).exceptionHandler(cause -> reset.set(true));
            HttpClientResponse neighbour = open(client, server.port());
            assertThat(neighbour.request().connection())
                    .isSameAs(unread.request().connection());
            neighbour.handler(piece -> read.addAndGet(piece.length())).resume();
            for (int i = 0; i < 500 && server.listener().reasons().isEmpty(); i++) {
                server.publish("a", PAYLOAD);
                int due = (i + 1) * PAYLOAD.length();
                Conditions.await("the neighbour to read on", () -> read.get() > due);
            }
            Conditions.await("one end", () -> server.listener().reasons().size() == 1);
            assertThat(server.listener().reasons()).containsExactly(CloseReason.STALLED);
            unread.resume();
            Conditions.await("the reset", reset::get);
            Waiting.on(client.close());
            server.awaitQuiet();
        }
    }

    /** Java's own client is one: it looks at the answer when it has sent its body, and waits for ever if it may not. */
    @Test
    void whoSendsAllBeforeReadingGetsARefusal() throws Exception {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient();
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/publish/a"));
            client.send(request.GET().build(), BodyHandlers.discarding()); // after which it is HTTP/2
            HttpResponse<String> refused = client.sendAsync(
                            request.POST(BodyPublishers.ofString("x".repeat(200_000)))
                                    .build(),
                            BodyHandlers.ofString())
                    .get(10, TimeUnit.SECONDS);
            assertThat(refused.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("larger than 65536 bytes");
        }
    }

    @Test
    void whoNeverEndsARefusedBodyIsReset() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.permitAll())) {
            HttpClient client = server.vertx()
                    .createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false));
            HttpClientRequest request =
                    Waiting.on(client.request(HttpMethod.POST, server.port(), "127.0.0.1", "/publish/a"));
            AtomicReference<Throwable> reset = new AtomicReference<>();
            request.exceptionHandler(reset::set);
            request.putHeader("Content-Length", "2000000").write("x");
            HttpClientResponse refused = Waiting.on(request.response());
            assertThat(refused.statusCode()).isEqualTo(413);
            Conditions.await("the reset", () -> reset.get() instanceof StreamResetException);
            assertThat(((StreamResetException) reset.get()).getCode()).isZero();
            Waiting.on(client.close());
        }
    }

    private static HttpClientResponse open(HttpClient client, int port) {
        return Waiting.on(client.request(HttpMethod.GET, port, "127.0.0.1", "/events/a")
                .compose(request -> request.send())
                .map(response -> {
                    response.pause();
                    return response;
                }));
    }
}
