package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.RawClient;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.WritePath;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OwnConnectionsTest {

    private static final Duration HEARTBEAT = Duration.ofMillis(200);

    private static final String GET = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** More than sockets take. */
    private static final int LARGE = 16 << 20;

    private final List<WeakReference<HttpServerRequest>> requests = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();

    @Test
    void anIdleStreamHoldsOnToNothingOfItsRequest() {
        try (BridgeServer server = WritePath.OWN
                        .with(BridgeServer.forgetful())
                        .routes(this::remember)
                        .start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "before");
            client.expectMessage("before");
            Conditions.await("the request to be gone", () -> {
                System.gc();
                return requests.get(0).refersTo(null);
            });
            server.publish("a", "after");
            client.expectMessage("after");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "PORTABLE"})
    void whoSharesItsConnectionsHearsOfTheEnd(WritePath path) {
        try (BridgeServer server =
                path.with(BridgeServer.forgetful()).routes(this::listen).start()) {
            SseTestClient.connect(server.port(), "/events/a").close();
            Conditions.await("the ends", () -> ends.size() == 2);
            assertThat(ends).containsExactlyInAnyOrder("response", "connection");
        }
    }

    @Test
    void whatAClientSaysOnceItsStreamIsOpenIsIgnored() throws IOException {
        try (BridgeServer server = WritePath.OWN
                        .with(BridgeServer.forgetful().setHeartbeat(HEARTBEAT))
                        .start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "here");
            client.expectMessage("here");
            assertThat(client.expectComment()).as("of the preamble").isEmpty();
            client.send(ascii("GET /events/b HTTP/1.1\r\nHost: localhost\r\n\r\n" + "not even HTTP\r\n".repeat(1_000)));
            client.expectComment();
            client.expectComment();
            server.publish("a", "still here");
            client.expectMessage("still here");
            assertThat(server.listener().opened()).hasSize(1);
        }
    }

    @Test
    void aClientThatDoesNotStopSayingThingsIsCut() {
        try (BridgeServer server = WritePath.OWN.with(BridgeServer.forgetful()).start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            assertThatThrownBy(() -> {
                        long end = System.nanoTime() + Conditions.PATIENCE.toNanos();
                        while (System.nanoTime() < end) {
                            client.send(ascii("x".repeat(10_000)));
                        }
                    })
                    .isInstanceOf(IOException.class);
            Conditions.await("the end", () -> server.listener().closed().size() == 1);
        }
    }

    /** Vert.x holds back the head as long as what was answered before is on its way. */
    @ParameterizedTest
    @EnumSource
    void aStreamBehindALargeAnswerThatIsReadLateBeginsWithItsHead(WritePath path) throws IOException {
        try (BridgeServer server = path.with(BridgeServer.permitAll())
                        .routes(router -> router.get("/large")
                                .handler(context -> context.response().end("x".repeat(LARGE) + "y")))
                        .start();
                RawClient client = RawClient.connect(server.port())) {
            client.send(GET.formatted("/large") + GET.formatted("/events/a"));
            Conditions.await("the stream", () -> server.listener().opened().size() == 1);
            server.publish("a", "here");
            client.readThrough("y");
            assertThat(client.readThrough("here")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void remember(Router router) {
        router.get().handler(context -> {
            requests.add(new WeakReference<>(context.request()));
            context.next();
        });
    }

    private void listen(Router router) {
        router.get().handler(context -> {
            context.addEndHandler(ended -> ends.add("response"));
            context.request().connection().closeHandler(closed -> ends.add("connection"));
            context.next();
        });
    }
}
