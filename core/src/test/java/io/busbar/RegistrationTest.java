package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.BusHandlers;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.Waiting;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bus that takes its time to register consumers, as that of a cluster does. */
class RegistrationTest {

    private final Vertx vertx = Vertx.vertx();
    private final Promise<Void> registered = Promise.promise();
    private SseBridge bridge;
    private HttpServer server;

    @BeforeEach
    void start() {
        VertxInternal slow = instead(VertxInternal.class, vertx, Map.of("eventBus", this::slowBus));
        bridge = SseBridge.builder(slow).with(BridgeServer.forgetful()).build();
        Router router = Router.router(vertx);
        bridge.mount(router, "/events");
        server = Waiting.on(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() {
        Waiting.on(bridge.close());
        Waiting.on(vertx.close());
    }

    @Test
    void aStreamOpensWhenTheBusKnowsItsConsumerAndNotBefore() {
        try (SseTestClient client =
                SseTestClient.to(server.actualPort(), "/events/a").neverRead()) {
            Conditions.await("the registration to begin", () -> BusHandlers.of(vertx, "a") == 1);
            // An answer to another request shows that the server is not just slow.
            Problems.expect(400, HttpExchange.get(server.actualPort(), "/events"));
            assertThat(client.rawBytes()).isEmpty();
            assertThat(bridge.status().connections()).isEqualTo(1);
            assertThat(bridge.status().subscriptions()).isZero();
            registered.complete();
            assertThat(client.status()).isEqualTo(200);
            vertx.eventBus().publish("a", "hello");
            client.expectMessage("hello");
        }
    }

    @Test
    void aBusThatRefusesIsAnswered503AndLeavesNothing() {
        registered.fail("on purpose");
        Problems.expect(503, HttpExchange.get(server.actualPort(), "/events/a"));
        Conditions.await(() -> "nothing: " + bridge.status(), () -> isQuiet(), Conditions.PATIENCE);
    }

    @Test
    void aClientThatLeavesWhileTheBusThinksLeavesNothing() {
        SseTestClient client =
                SseTestClient.to(server.actualPort(), "/events/a").neverRead();
        Conditions.await("the registration to begin", () -> BusHandlers.of(vertx, "a") == 1);
        client.close();
        registered.complete();
        Conditions.await(() -> "nothing: " + bridge.status(), () -> isQuiet(), Conditions.PATIENCE);
    }

    private boolean isQuiet() {
        BridgeStatus status = bridge.status();
        return status.connections() == 0
                && status.subscriptions() == 0
                && status.busConsumers() == 0
                && BusHandlers.of(vertx, "a") == 0;
    }

    private Object slowBus(Object bus, Object[] arguments) {
        return instead(EventBus.class, bus, Map.of("consumer", this::slowConsumer));
    }

    private Object slowConsumer(Object consumer, Object[] arguments) {
        return instead(MessageConsumer.class, consumer, Map.of("completion", (future, none) -> registered.future()));
    }

    /** Returns {@code target}, but for what some of its methods return. */
    private static <T> T instead(
            Class<T> type, Object target, Map<String, BiFunction<Object, Object[], Object>> changes) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                Object result = method.invoke(target, arguments);
                BiFunction<Object, Object[], Object> change = changes.get(method.getName());
                return change == null ? result : change.apply(result, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
