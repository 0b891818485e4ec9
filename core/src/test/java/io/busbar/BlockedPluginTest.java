package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.Subscriber;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.Neighbour;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestCatalog;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plugin that keeps an event loop is found, told by name, and kept from those who have nothing to do with it. */
class BlockedPluginTest {

    private static final String LOG = "io.busbar.pipeline.Guard";
    private static final String ON_BRIDGE =
            "Plugin %s has kept busbar-hub-\\d+ for 1000 ms: the events of its bridge wait."
                    + " What takes time belongs into Vertx\\.executeBlocking\\. The trace shows where it is";
    private static final String ON_STREAMS =
            "Plugin %s has kept vert\\.x-eventloop-thread-\\d+ for 1000 ms: the streams"
                    + " there wait, and it is not asked again for %s. What takes time belongs into Vertx\\.executeBlocking\\."
                    + " The trace shows where it is";

    private static final Duration REST = Duration.ofSeconds(5);

    private final CapturedLog log = CapturedLog.of(LOG);

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** Keeps the thread until that was found. */
    private void awaitReport() {
        Conditions.await("a report", () -> !log.messages().isEmpty());
    }

    private void expectReport(String told) {
        assertThat(log.messages()).singleElement().asString().matches(told);
    }

    @Test
    void aTransformThatBlocksIsToldByNameOnceAndNothingIsLost() {
        TestPlugin quick = TestPlugin.with("quick", context -> context.addTransform(event -> event));
        TestPlugin slow = TestPlugin.with(
                "slow",
                context -> context.addTransform(event -> {
                    if ("slow".equals(event.body())) {
                        awaitReport();
                    }
                    return event;
                }));
        try (BridgeServer server = PluginServers.start(policy -> {}, quick, slow);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "1");
            server.publish("a", "slow");
            server.publish("a", "2");
            client.expectMessage("1");
            client.expectMessage("slow");
            client.expectMessage("2");
            expectReport(ON_BRIDGE.formatted("slow"));
            assertThat(PluginServers.counts(server, "slow"))
                    .containsEntry("blocked", 1L)
                    .containsEntry("failures", 0L);
            assertThat(PluginServers.counts(server, "quick")).containsEntry("blocked", 0L);
        }
    }

    /** On one event loop of Vert.x, so that nothing is well by luck. */
    @Test
    void whileATransformBlocksStreamsOfOtherBridgesGetTheirEventsAndItsOwnTheirHeartbeats() {
        CountDownLatch over = new CountDownLatch(1);
        TestPlugin stuck = TestPlugin.with(
                "stuck",
                context -> context.addTransform(event -> {
                    over.await();
                    return event;
                }));
        SseBridgeOptions options = BridgeServer.permitAll().setHeartbeat(Duration.ofMillis(100));
        options.addPlugin(new PluginOptions().setName("stuck"));
        try (BridgeServer server = BridgeServer.with(options)
                        .instances(1)
                        .bridge(builder -> builder.withPlugins(new TestCatalog(stuck)))
                        .start();
                Neighbour neighbour = Neighbour.of(server);
                SseTestClient own = SseTestClient.connect(server.port(), "/events/a?heartbeat=event");
                SseTestClient other = neighbour.connect("/events/a")) {
            server.publish("a", "1");
            other.expectMessage("1");
            awaitReport();
            expectReport(ON_BRIDGE.formatted("stuck"));
            for (int i = 0; i < 5; i++) {
                own.expectPosition();
            }
            server.publish("a", "2");
            other.expectMessage("2");
            over.countDown();
        } finally {
            over.countDown();
        }
    }

    /** Blocks on the body "slow". */
    private final class SlowFilter implements EventFilter {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public boolean accepts(Event event, Subscriber subscriber) {
            asked.incrementAndGet();
            if ("slow".equals(event.body())) {
                awaitReport();
            }
            return true;
        }
    }

    @ParameterizedTest(name = "with failOpen {0}")
    @ValueSource(booleans = {false, true})
    void aFilterThatBlockedIsNotAskedForAWhileAsIfItHadFailed(boolean failOpen) {
        SlowFilter filter = new SlowFilter();
        TestPlugin slow = TestPlugin.with("slow", context -> context.addFilter(filter));
        try (BridgeServer server = PluginServers.start(
                        policy -> policy.setFailOpen(failOpen).setBreaker(new BreakerOptions().setRetry(REST)), slow);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "slow");
            client.expectMessage("slow");
            expectReport(ON_STREAMS.formatted("slow", "5s"));
            server.publish("a", "1");
            if (failOpen) {
                client.expectMessage("1");
            }
            assertThat(filter.asked).hasValue(1);
            Conditions.await("being asked again", () -> {
                server.publish("a", "2");
                return filter.asked.get() > 1;
            });
            client.expectMessage("2");
        }
    }

    @Test
    void anAuthorizerThatBlockedIsNotAskedForAWhileAsIfItHadFailed() {
        AtomicInteger asked = new AtomicInteger();
        TestPlugin slow = TestPlugin.with(
                "slow",
                context -> context.addAuthorizer((subscriber, address) -> {
                    asked.incrementAndGet();
                    awaitReport();
                    return Future.succeededFuture(true);
                }));
        try (BridgeServer server = PluginServers.start(policy -> {}, slow)) {
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
                assertThat(client.status()).isEqualTo(200);
            }
            expectReport(ON_STREAMS.formatted("slow", "30s"));
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
                assertThat(client.status()).isEqualTo(503);
            }
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void aWorkerMayBlock() {
        CountDownLatch over = new CountDownLatch(1);
        TestPlugin slow = TestPlugin.with(
                "slow",
                context -> context.addTransform(event -> {
                    over.await();
                    return event;
                }));
        TestPlugin quick = TestPlugin.with(
                "quick", context -> context.addTransform(event -> "quick".equals(event.body()) ? null : event));
        SseBridgeOptions options = BridgeServer.permitAll();
        PluginServers.options(
                        policy -> policy.setWorker(policy.getName().equals("slow"))
                                .setTimeout(Duration.ofMinutes(1)),
                        quick,
                        slow)
                .forEach(options::addPlugin);
        try (BridgeServer server = BridgeServer.with(options)
                        .bridge(builder -> builder.withPlugins(new TestCatalog(quick, slow)))
                        .start();
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "slow");
            // What the worker does not see goes through meanwhile.
            assertThat(HttpExchange.post(server.port(), "/publish/a", "text/plain", "quick")
                            .status())
                    .isEqualTo(204);
            Waiting.on(server.vertx().timer(1_500, TimeUnit.MILLISECONDS));
            client.assertExhausted();
            over.countDown();
            client.expectMessage("slow");
            assertThat(log.messages()).isEmpty();
            assertThat(PluginServers.counts(server, "slow")).containsEntry("blocked", 0L);
        }
    }

    @Test
    void aStartThatBlocksIsToldByName() {
        TestPlugin slow = TestPlugin.starting("slow", context -> {
            awaitReport();
            return Future.succeededFuture();
        });
        try (BridgeServer server = PluginServers.start(policy -> {}, slow)) {
            awaitReport();
            assertThat(PluginServers.counts(server, "slow")).containsEntry("blocked", 1L);
            expectReport(ON_BRIDGE.formatted("slow"));
        }
    }
}
