package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.EveryWire;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.busbar.testing.WritePath;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each way for a stream to end leaves nothing, and one reason. Closing the server checks the rest. */
class LifeTest {

    private static final String CLOSING = "busbar.closing";

    @EveryWire
    void aClientThatClosesLeavesNothing(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.forgetful())) {
            TestStream stream = wire.open(server, "/events?address=a&address=b.*");
            assertThat(server.status().connections()).isEqualTo(1);
            assertThat(server.status().subscriptions()).isEqualTo(2);
            assertThat(server.status().busConsumers()).isEqualTo(1);
            stream.close();
            expectReason(server, CloseReason.CLIENT);
        }
    }

    @EveryWire
    void closingTheBridgeEndsStreamsWithWordsAndAsComplete(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.forgetful());
                TestStream first = wire.open(server, "/events/a");
                TestStream second = wire.open(server, "/events/a")) {
            server.bridge(0).close();
            server.bridge(1).close();
            for (TestStream stream : List.of(first, second)) {
                stream.expectEvent(CLOSING, "{\"reason\":\"shutdown\"}");
                stream.expectEnd();
            }
            Conditions.await("two ends", () -> server.status().closed().get("shutdown") == 2);
        }
    }

    @EveryWire
    void aDatastarClientIsCutBecauseItTakesACleanEndAsFinal(Wire wire) {
        try (BridgeServer server = wire.start(BridgeServer.forgetful());
                TestStream stream = wire.open(server, "/events/a", "Datastar-Request: true")) {
            server.bridge(0).close();
            server.bridge(1).close();
            stream.expectEvent(CLOSING, "{\"reason\":\"shutdown\"}");
            if (wire.protocol() != Wire.Protocol.HTTP_1_0) {
                stream.expectCut();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetConnectionLeavesNothing(WritePath path) throws Exception {
        try (BridgeServer server = path.with(BridgeServer.forgetful()).start()) {
            SseTestClient.connect(server.port(), "/events/a").reset();
            expectReason(server, CloseReason.CLIENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHalfClosedConnectionEnds(WritePath path) throws Exception {
        try (BridgeServer server = path.with(BridgeServer.forgetful()).start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.halfClose();
            expectReason(server, CloseReason.CLIENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatLeftBeforeTheStreamOpenedLeavesNothing(WritePath path) throws Exception {
        AtomicReference<Promise<Void>> authentication = new AtomicReference<>();
        Promise<Void> goneOn = Promise.promise();
        try (BridgeServer server = path.with(BridgeServer.forgetful())
                .routes(router -> router.route("/events*").handler(context -> {
                    Promise<Void> promise = Promise.promise();
                    context.request().connection().closeHandler(gone -> promise.complete());
                    promise.future().onComplete(done -> {
                        context.next();
                        goneOn.complete();
                    });
                    authentication.set(promise);
                }))
                .start()) {
            SseTestClient client = SseTestClient.to(server.port(), "/events/a").neverRead();
            Conditions.await("the authentication to begin", () -> authentication.get() != null);
            client.reset();
            Waiting.on(goneOn.future());
            // The hub, and the event loops, have done by then what they were asked for.
            Waiting.on(server.bridge(0).subscribers("anything"));
            server.awaitQuiet();
            assertThat(server.listener().opened()).isEmpty();
        }
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        BridgeListener broken = new BridgeListener() {
            @Override
            public void onOpen(Subscriber subscriber) {
                throw new AssertionError("on purpose");
            }

            @Override
            public void onClose(Subscriber subscriber, CloseReason reason) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (BridgeServer server = BridgeServer.with(BridgeServer.forgetful())
                .bridge(builder -> builder.withListener(broken))
                .instances(1)
                .start()) {
            SseTestClient.connect(server.port(), "/events/a").close();
            expectReason(server, CloseReason.CLIENT);
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
                server.publish("a", "still here");
                client.expectMessage("still here");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAST", "PORTABLE"})
    void aResponseThatTheApplicationEndsIsLeftAlone(WritePath path) {
        AtomicReference<SseBridge> bridge = new AtomicReference<>();
        AtomicReference<HttpServerResponse> response = new AtomicReference<>();
        SseBridgeOptions options = BridgeServer.forgetful().setHeartbeat(Duration.ofMillis(200));
        try (BridgeServer server = path.with(options)
                        .routes(router -> router.get("/own/:address").handler(context -> {
                            response.set(context.response());
                            bridge.get().handle(context);
                        }))
                        .start();
                SseTestClient other = SseTestClient.connect(server.port(), "/events/a")) {
            bridge.set(server.bridge(0));
            try (SseTestClient own = SseTestClient.connect(server.port(), "/own/a")) {
                response.get().end();
                own.expectEnd();
                Conditions.await("one end", () -> server.listener().closed().size() == 1);
                server.publish("a", "still here");
                other.expectMessage("still here");
                own.assertExhausted();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anApplicationHandlerThatThrowsLeavesNothing(WritePath path) {
        AtomicReference<SseBridge> bridge = new AtomicReference<>();
        try (BridgeServer server = path.with(BridgeServer.forgetful())
                .routes(router -> router.get("/broken/:address").handler(context -> {
                    bridge.get().handle(context);
                    throw new IllegalStateException("on purpose");
                }))
                .start()) {
            bridge.set(server.bridge(0));
            SseTestClient.connect(server.port(), "/broken/a").close();
            server.awaitQuiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerInFrontMayGoOnInAnotherThread(WritePath path) {
        try (BridgeServer server = path.with(BridgeServer.forgetful())
                .routes(router -> router.route("/events*").handler(context -> new Thread(context::next).start()))
                .start()) {
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
                server.publish("a", "hello");
                client.expectMessage("hello");
            }
            expectReason(server, CloseReason.CLIENT);
        }
    }

    @Test
    void undeployingOneInstanceEndsItsStreamsWithWordsAndLeavesTheOthers() {
        try (BridgeServer server = BridgeServer.start(BridgeServer.forgetful())) {
            // Connections go to the instances in turn.
            List<SseTestClient> clients = List.of(
                    SseTestClient.connect(server.port(), "/events/a"),
                    SseTestClient.connect(server.port(), "/events/a"),
                    SseTestClient.connect(server.port(), "/events/a"),
                    SseTestClient.connect(server.port(), "/events/a"));
            assertThat(server.status().busConsumers())
                    .as("one consumer for all instances")
                    .isEqualTo(1);
            server.undeploy(1);
            Conditions.await("two ends", () -> server.status().closed().get("shutdown") == 2);
            server.publish("a", "still here");
            int stayed = 0;
            for (SseTestClient client : clients) {
                if (client.nextEvent().type().equals(CLOSING)) {
                    client.expectEnd();
                } else {
                    stayed++;
                }
                client.close();
            }
            assertThat(stayed).isEqualTo(2);
            server.awaitQuiet();
        }
    }

    @Test
    void asManyInstancesAsThereAreEventLoopsUseAllOfThem() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        BridgeListener whereabouts = new BridgeListener() {
            @Override
            public void onOpen(Subscriber subscriber) {
                threads.add(Thread.currentThread().getName());
            }
        };
        try (BridgeServer server = BridgeServer.with(BridgeServer.forgetful())
                .bridge(builder -> builder.withListener(whereabouts))
                .instances(4)
                .start()) {
            for (int i = 0; i < 8; i++) {
                SseTestClient.connect(server.port(), "/events/a").close();
            }
            assertThat(threads).hasSize(4);
        }
    }

    @Test
    void anAddressIsConsumedUntilItHasLingered() {
        SseBridgeOptions options = BridgeServer.withoutHistory().setLinger(Duration.ofMillis(400));
        try (BridgeServer server = BridgeServer.start(options)) {
            long begin = System.nanoTime();
            SseTestClient.connect(server.port(), "/events/a").close();
            Conditions.await("the end", () -> server.listener().closed().size() == 1);
            server.awaitQuiet();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        }
    }

    private static void expectReason(BridgeServer server, CloseReason reason) {
        server.awaitQuiet();
        Conditions.await("the end", () -> !server.listener().reasons().isEmpty());
        assertThat(server.listener().reasons()).containsExactly(reason);
        assertThat(server.status().closed()).containsEntry(reason.text(), 1L);
    }
}
