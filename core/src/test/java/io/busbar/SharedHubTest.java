package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.BridgeListener;
import io.busbar.testing.BusHandlers;
import io.busbar.testing.Conditions;
import io.busbar.testing.FreePorts;
import io.busbar.testing.ManyReaders;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedHubTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));

    @AfterEach
    void close() {
        Waiting.on(vertx.close());
    }

    @Test
    void bridgesOfOneNameCountTogetherAndConsumeASourceOnce() {
        SseBridgeOptions options = new SseBridgeOptions().addSource(new SourceOptions().setAddress("ticks"));
        SseBridge first = SseBridge.builder(vertx).with(options).build();
        SseBridge second = SseBridge.builder(vertx).with(options).build();
        Waiting.on(first.ready());
        assertThat(second.status().busConsumers()).isEqualTo(1);
        assertThat(BusHandlers.of(vertx, "ticks")).isEqualTo(1);
        Waiting.on(first.close());
        Waiting.on(first.close());
        assertThat(BusHandlers.of(vertx, "ticks")).as("the second still lives").isEqualTo(1);
        Waiting.on(second.close());
        assertThat(BusHandlers.of(vertx, "ticks")).isZero();
    }

    @Test
    void whatABridgeAnswersWithComesOnTheCallersContext() {
        Context caller = vertx.getOrCreateContext();
        List<Context> contexts = new CopyOnWriteArrayList<>();
        Promise<Void> over = Promise.promise();
        caller.runOnContext(run -> {
            SseBridge bridge = SseBridge.builder(vertx).build();
            Handler<AsyncResult<?>> note = done -> contexts.add(Vertx.currentContext());
            bridge.ready()
                    .onComplete(note::handle)
                    .compose(ready -> bridge.publish("a", "1", Map.of()))
                    .onComplete(note::handle)
                    .compose(published -> bridge.usePlugins(List.of()))
                    .onComplete(note::handle)
                    .compose(used -> bridge.close())
                    .onComplete(note::handle)
                    .onComplete(done -> over.complete());
        });
        Waiting.on(over.future());
        assertThat(contexts).hasSize(4).containsOnly(caller);
    }

    @Test
    void thePluginsOfTheFirstWorkForAllWhicheverChangesThem() {
        TestPlugin ofFirst = TestPlugin.with("own", context -> {});
        SseBridge first = SseBridge.builder(vertx).withPlugin(ofFirst).build();
        SseBridge second = SseBridge.builder(vertx)
                .withPlugin(TestPlugin.with("own", context -> {}))
                .build();
        Waiting.on(first.ready());
        Waiting.on(second.usePlugins(List.of(new PluginOptions().setName("own"))));
        assertThat(ofFirst.stops()).as("stopped and replaced").isZero();
    }

    @Test
    void bridgesOfOneNameMustBeAlike() {
        SseBridge first = SseBridge.builder(vertx).build();
        assertThatThrownBy(() -> SseBridge.builder(vertx)
                        .with(new SseBridgeOptions().setPadding(true))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"default\"");
        assertThatThrownBy(() -> SseBridge.builder(vertx)
                        .withListener(new BridgeListener() {})
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        SseBridge other = SseBridge.builder(vertx)
                .with(new SseBridgeOptions().setName("other"))
                .build();
        Waiting.on(first.ready());
        Waiting.on(other.ready());
    }

    @Test
    void afterTheLastIsClosedANameIsFreeForOtherOptions() {
        Waiting.on(SseBridge.builder(vertx).build().close());
        SseBridge next = SseBridge.builder(vertx)
                .with(new SseBridgeOptions().setPadding(true))
                .build();
        Waiting.on(next.ready());
    }

    @Test
    void verticlesFromConfigurationShareAPortAndAHub() throws Exception {
        int port = FreePorts.first();
        JsonObject config = new JsonObject()
                .put("http", new JsonObject().put("host", "127.0.0.1").put("port", port))
                .put("path", "/stream")
                .put("inboundPath", "/in/")
                .put(
                        "bridge",
                        new JsonObject()
                                .put("linger", "0")
                                .put("history", new JsonObject().put("mode", "off"))
                                .put("outboundPermitted", new JsonArray().add(new PermittedOptions().toJson()))
                                .put("inboundPermitted", new JsonArray().add(new JsonObject().put("address", "news"))));
        String deployment = Waiting.on(vertx.deployVerticle(
                SseBridgeVerticle.class.getName(),
                new DeploymentOptions().setInstances(2).setConfig(config)));
        List<SseTestClient> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(SseTestClient.connect(port, "/stream/news"));
        }
        assertThat(BusHandlers.of(vertx, "news")).isEqualTo(1);
        vertx.eventBus().publish("news", "hello");
        for (SseTestClient client : clients) {
            client.expectMessage("hello");
            client.close();
        }
        Conditions.await("the consumer to go", () -> BusHandlers.of(vertx, "news") == 0);
        Waiting.on(vertx.undeploy(deployment));
    }

    @Test
    void aWorkerVerticleStreamsToo() throws Exception {
        int port = FreePorts.first();
        JsonObject config = new JsonObject()
                .put("http", new JsonObject().put("host", "127.0.0.1").put("port", port))
                .put("bridge", new JsonObject().put("outboundPermitted", new JsonArray().add(new JsonObject())));
        Waiting.on(vertx.deployVerticle(
                new SseBridgeVerticle(),
                new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER).setConfig(config)));
        try (SseTestClient fast = SseTestClient.connect(port, "/events/news");
                SseTestClient portable =
                        SseTestClient.to(port, "/events/news").http10().open()) {
            for (int i = 0; i < 100; i++) {
                vertx.eventBus().publish("news", i);
            }
            for (int i = 0; i < 100; i++) {
                fast.expectMessage("" + i);
                portable.expectMessage("" + i);
            }
        }
    }

    @Test
    void aVerticleThatIsToDrainSendsItsClientsAwayOneAfterTheOther() throws Exception {
        int port = FreePorts.first();
        int count = 100;
        JsonObject config = new JsonObject()
                .put("http", new JsonObject().put("host", "127.0.0.1").put("port", port))
                .put("drain", new JsonObject().put("time", "1m"))
                .put("bridge", new JsonObject().put("outboundPermitted", new JsonArray().add(new JsonObject())));
        String deployment =
                Waiting.on(vertx.deployVerticle(new SseBridgeVerticle(), new DeploymentOptions().setConfig(config)));
        try (ManyReaders readers = new ManyReaders("drained")) {
            for (int i = 0; i < count; i++) {
                readers.open(port, "/events/news", 0, new ManyReaders.Reader() {
                    @Override
                    protected void onMessage(long seq, long[] numbers, long arrivedNanos) {}
                });
            }
            readers.awaitOpen();
            long beganNanos = System.nanoTime();
            Waiting.on(vertx.undeploy(deployment));
            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
                    .as("100 in a second")
                    .isGreaterThan(Duration.ofMillis(800));
            Conditions.await("all to end", () -> readers.ended() == count);
        }
    }

    @Test
    void aVerticleWithAWrongTimeToDrainDoesNotStart() {
        JsonObject config = new JsonObject().put("drain", new JsonObject().put("time", "soon"));
        assertThatThrownBy(() -> Waiting.on(
                        vertx.deployVerticle(new SseBridgeVerticle(), new DeploymentOptions().setConfig(config))))
                .hasStackTraceContaining("drain.time: not a duration");
    }

    @Test
    void aVerticleWithAnUnknownKeyDoesNotStart() {
        JsonObject config = new JsonObject().put("brige", new JsonObject());
        assertThatThrownBy(() -> Waiting.on(
                        vertx.deployVerticle(new SseBridgeVerticle(), new DeploymentOptions().setConfig(config))))
                .hasStackTraceContaining("brige: unknown key; did you mean \"bridge\"?");
    }
}
