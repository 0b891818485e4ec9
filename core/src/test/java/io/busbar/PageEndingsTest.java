package io.busbar;

import static io.busbar.SlowReaders.PAYLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.CloseReason;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.Http2TestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each way for the server to end a Datastar page's stream is a cut: the page takes a clean end for the end of all, and comes
 * back after a cut. What it is refused has a status.
 */
class PageEndingsTest {

    private static final String PAGE = "Datastar-Request: true";
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofMinutes(5);

    @EveryWire
    void aDrainCutsThePageAndSendsItToAnotherConnection(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.forgetful());
                TestStream page = wire.open(server, "/events/a", PAGE);
                TestStream plain = wire.open(server, "/events/a")) {
            AtomicBoolean told =
                    page instanceof Http2TestClient client ? client.toldToLeave() : new AtomicBoolean(true);

            Waiting.on(server.bridge(0).drain(Duration.ZERO));
            Waiting.on(server.bridge(1).drain(Duration.ZERO));

            page.expectEvent("busbar.closing", "{\"reason\":\"shutdown\"}");
            expectCut(wire, page);
            Conditions.await("the page to be told to leave the connection", told::get);
            plain.expectEvent("busbar.closing", "{\"reason\":\"shutdown\"}");
            plain.expectEnd();
        }
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void aPageThatIsTooSlowIsCut(Wire wire) {
        SseBridgeOptions options = SlowReaders.options(true, SlowConsumerPolicy.DISCONNECT, SHORT);
        expectCutAs(CloseReason.SLOW, wire, options);
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void aPageThatTakesNothingIsCut(Wire wire) {
        SseBridgeOptions options = SlowReaders.options(true, SlowConsumerPolicy.REPLAY, LONG);
        options.getSlowConsumer().setStall(SHORT);
        expectCutAs(CloseReason.STALLED, wire, options);
    }

    private static void expectCutAs(CloseReason reason, Wire wire, SseBridgeOptions options) {
        try (BridgeServer server = SlowReaders.start(wire, options);
                TestStream page = SlowReaders.open(wire, server, "/events/a", PAGE)) {
            page.expectPosition();
            for (int i = 0; i < 300; i++) {
                server.publish("a", PAYLOAD);
            }
            Conditions.await("the end", () -> !server.listener().reasons().isEmpty());
            assertThat(server.listener().reasons()).containsExactly(reason);
            page.expectCut();
        }
    }

    /** It is the application's own word, and so a clean one is meant. */
    @EveryWire
    void whatTheApplicationEndsCleanlyEndsCleanly(Wire wire) {
        Queue<HttpServerResponse> responses = new ConcurrentLinkedQueue<>();
        try (BridgeServer server = wire.with(BridgeServer.forgetful())
                        .sharedConnections()
                        .routes(router -> router.route("/events/*").handler(context -> {
                            responses.add(context.response());
                            context.next();
                        }))
                        .start();
                TestStream page = wire.open(server, "/events/a", PAGE)) {
            page.expectPosition();

            responses.element().end();

            page.expectEnd();
        }
    }

    @EveryWire
    void aPageIsRefusedWithAStatusAlsoWhereAnEventSourceIsNot(Wire wire) {
        SseBridgeOptions options = BridgeServer.permitAll()
                .setEventSourceSafe(true)
                .setLimits(new LimitOptions().setConnections(2).setConnectionsPerIp(1));
        try (BridgeServer server = wire.start(options);
                TestStream one = wire.open(server, "/events/a")) {
            try (TestStream plain = wire.open(server, "/events/a");
                    TestStream page = wire.open(server, "/events/a", PAGE)) {
                assertThat(plain.status()).isEqualTo(200);
                assertThat(page.status()).isEqualTo(429);
                assertThat(page.header("content-type")).startsWith("application/problem+json");
                assertThat(page.header("retry-after")).isNotNull();
            }
            Waiting.on(server.bridge(0).drain(Duration.ZERO));
            Waiting.on(server.bridge(1).drain(Duration.ZERO));
            one.nextEvent();
            try (TestStream plain = wire.open(server, "/events/a");
                    TestStream page = wire.open(server, "/events/a", PAGE)) {
                assertThat(plain.status()).isEqualTo(200);
                assertThat(page.status()).isEqualTo(503);
                assertThat(page.header("retry-after")).isNotNull();
            }
        }
    }

    private static void expectCut(Wire wire, TestStream page) {
        if (wire.protocol() == Wire.Protocol.HTTP_1_0) {
            // Without chunks there is no other end than that of the connection.
            page.expectEnd();
        } else {
            page.expectCut();
        }
    }
}
