package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestCatalog;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A plugin that keeps an event loop is found and told by name. */
class BlockedPluginTest {

    private static final String LOG = "io.busbar.pipeline.Guard";
    private static final String TOLD =
            "Plugin %s has kept (vert\\.x-eventloop-thread-\\d+) for 1000 ms, and whoever is on"
                    + " that event loop waits: what takes time belongs into Vertx\\.executeBlocking\\. The trace shows where it is";

    /** Keeps the thread for 1.5 seconds. */
    private static void block() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static void expectReport(CapturedLog log, String plugin) {
        assertThat(log.messages()).singleElement().asString().matches(TOLD.formatted(plugin));
    }

    @Test
    void aTransformThatBlocksIsToldByNameOnceAndNothingIsLost() {
        TestPlugin quick = TestPlugin.with("quick", context -> context.addTransform(event -> event));
        TestPlugin slow = TestPlugin.with(
                "slow",
                context -> context.addTransform(event -> {
                    if ("slow".equals(event.body())) {
                        block();
                    }
                    return event;
                }));
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(policy -> {}, quick, slow);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "1");
            server.publish("a", "slow");
            server.publish("a", "2");
            client.expectMessage("1");
            client.expectMessage("slow");
            client.expectMessage("2");
            expectReport(log, "slow");
            assertThat(PluginServers.counts(server, "slow"))
                    .containsEntry("blocked", 1L)
                    .containsEntry("failures", 0L);
            assertThat(PluginServers.counts(server, "quick")).containsEntry("blocked", 0L);
        }
    }

    @Test
    void aFilterThatBlocksIsToldByName() {
        TestPlugin slow = TestPlugin.with(
                "slow",
                context -> context.addFilter((event, subscriber) -> {
                    if ("slow".equals(event.body())) {
                        block();
                    }
                    return true;
                }));
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(policy -> {}, slow);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "slow");
            client.expectMessage("slow");
            expectReport(log, "slow");
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
        PluginServers.options(policy -> policy.setWorker(policy.getName().equals("slow")), quick, slow)
                .forEach(options::addPlugin);
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = BridgeServer.with(options)
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
            block();
            return Future.succeededFuture();
        });
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(policy -> {}, slow)) {
            Conditions.await(
                    "a report", () -> PluginServers.counts(server, "slow").get("blocked") == 1L);
            expectReport(log, "slow");
        }
    }
}
