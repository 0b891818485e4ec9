package io.busbar.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.pipeline.PluginPolicy;
import io.busbar.plugin.Event;
import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One plugin, without a bridge around it. */
class RunningPluginTest {

    private static final PluginPolicy POLICY = new PluginPolicy(false, false, 1_000, 10, 0, true, 1, null, 1_000);

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal home = ((VertxInternal) vertx).createEventLoopContext();

    @AfterEach
    void close() {
        Waiting.on(vertx.close());
    }

    /** Takes nothing. */
    private static final class Closed implements Inlet {
        @Override
        public Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> feed(Event event) {
            return Future.succeededFuture();
        }
    }

    /** Its start never completes. */
    private static final class Endless implements Plugin<NoConfig> {
        private final AtomicReference<Thread> started = new AtomicReference<>();
        private final AtomicReference<Thread> stopped = new AtomicReference<>();

        @Override
        public String name() {
            return "endless";
        }

        @Override
        public Class<NoConfig> configType() {
            return NoConfig.class;
        }

        @Override
        public Future<?> start(NoConfig config, PluginContext context) {
            started.set(Thread.currentThread());
            return Promise.promise().future();
        }

        @Override
        public Future<?> stop() {
            stopped.set(Thread.currentThread());
            return Future.succeededFuture();
        }
    }

    @Test
    void aStartThatNeverCompletesFailsAndIsStoppedWhereItWasStarted() {
        Endless endless = new Endless();
        PluginSpec spec = new PluginSpec(PluginOffer.of(endless), "plugins[0]", new JsonObject(), POLICY);
        RunningPlugin running = new RunningPlugin(spec, "bridge", home, new Closed(), () -> true);
        Promise<Void> over = Promise.promise();
        AtomicReference<Thread> told = new AtomicReference<>();
        home.runOnContext(run -> running.start(Duration.ofMillis(50))
                .onComplete(done -> told.set(Thread.currentThread()))
                .onComplete(over));
        assertThatThrownBy(() -> Waiting.on(over.future()))
                .cause()
                .isInstanceOf(PluginException.class)
                .hasMessage("plugin endless can't be started: start() did not complete within 50ms");
        assertThat(endless.stopped.get()).isNotNull().isSameAs(endless.started.get());
        assertThat(told.get()).isSameAs(endless.started.get());
    }
}
