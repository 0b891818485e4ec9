package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.Event;
import io.busbar.plugin.Plugin;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.BusHandlers;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is on its way when a bridge stops, be it because of a plugin, or for good. */
class PluginStopTest {

    private static final int MANY = 10;

    /** Else nobody would see what the plugin that failed was to take out. */
    @Test
    void nothingThatIsOnItsWayPassesByThePluginThatStoppedTheBridge() {
        Plugin<?> many = TestPlugin.with(
                "many",
                context -> context.addAsyncTransform(event -> {
                    List<Event> events = new ArrayList<>();
                    for (int i = 0; i < MANY; i++) {
                        events.add(event.withBody(event.body() + " " + i));
                    }
                    return Future.succeededFuture(events);
                }));
        Plugin<?> redact = TestPlugin.with(
                "redact",
                context -> context.addTransform(event -> {
                    if (event.body().toString().startsWith("secret")) {
                        throw new IllegalStateException("no key");
                    }
                    return event;
                }));
        SseBridgeOptions options = BridgeServer.permitAll()
                .addPlugin(new PluginOptions().setName("many"))
                .addPlugin(new PluginOptions()
                        .setName("redact")
                        .setBreaker(new BreakerOptions().setFailures(3).setRetry(Duration.ofSeconds(5))));
        try (BridgeServer server = BridgeServer.with(options)
                        .bridge(builder -> builder.withPlugin(many).withPlugin(redact))
                        .start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            client.expectPosition();
            server.publish("a", "secret");
            client.expectEvent("busbar.lagged", "{}");
            assertThat(HttpExchange.get(server.port(), "/events/a").status()).isEqualTo(503);
            Conditions.await(
                    "the bridge to be tried again",
                    () -> HttpExchange.post(server.port(), "/publish/a", "text/plain", "open")
                                    .status()
                            == 202);
            String next = client.nextEvent().data();
            while (next.equals("{}")) {
                next = client.nextEvent().data();
            }
            assertThat(next).isEqualTo("open 0");
        }
    }

    @Test
    void aPluginIsNotStoppedWhileItsAuthorizersAreAsked() {
        Promise<Boolean> answer = Promise.promise();
        AtomicBoolean goOn = new AtomicBoolean();
        List<String> asked = new CopyOnWriteArrayList<>();
        TestPlugin gatekeeper = TestPlugin.with(
                "gatekeeper",
                context -> context.addAuthorizer((subscriber, address) -> {
                    asked.add(address);
                    if (address.equals("b")) {
                        return Future.succeededFuture(true);
                    }
                    Conditions.await("leave to go on", goOn::get);
                    return answer.future();
                }));
        try (BridgeServer server =
                PluginServers.start(policy -> policy.setTimeout(Duration.ofMinutes(1)), gatekeeper)) {
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
                try (SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=b")) {
                    return client.status();
                }
            });
            Conditions.await("the question", () -> !asked.isEmpty());
            Future<Void> used = server.bridge(0).usePlugins(List.of());
            Conditions.await("the switch", () -> server.status().plugins().stream()
                    .noneMatch(plugin -> plugin.name().equals("gatekeeper")));
            takeTurns(server);
            assertThat(gatekeeper.stops()).as("within a call").isZero();
            goOn.set(true);
            // Each event loop answers, and so is out of the call.
            Waiting.on(server.bridge(0).subscribers("elsewhere"));
            takeTurns(server);
            assertThat(gatekeeper.stops()).as("before the answer").isZero();
            answer.complete(true);
            assertThat(status.join()).isEqualTo(200);
            Waiting.on(used);
            assertThat(asked).containsExactly("a", "b");
            assertThat(gatekeeper.stops()).isEqualTo(1);
        }
    }

    /** Gives the hub the time to do what it should not. */
    private static void takeTurns(BridgeServer server) {
        for (int i = 0; i < MANY; i++) {
            Waiting.on(server.bridge(0).publish("elsewhere", i, Map.of()));
        }
    }

    @Test
    void aBridgeThatIsClosedWhileItsPluginsStartLeavesNoConsumer() {
        Vertx vertx = Vertx.vertx();
        try {
            Promise<Void> begun = Promise.promise();
            Promise<Void> goOn = Promise.promise();
            SseBridge bridge = SseBridge.builder(vertx)
                    .with(new SseBridgeOptions().addSource(new SourceOptions().setAddress("a")))
                    .withSource(sink -> {
                        begun.complete();
                        return goOn.future();
                    })
                    .build();
            Waiting.on(begun.future());
            Future<Void> closed = bridge.close();
            goOn.complete();
            Waiting.on(closed);
            assertThat(BusHandlers.of(vertx, "a")).isZero();
            assertThat(bridge.status().busConsumers()).isZero();
        } finally {
            Waiting.on(vertx.close());
        }
    }
}
