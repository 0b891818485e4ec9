package io.busbar.plugins;

import io.busbar.config.ConfigException;
import io.busbar.pipeline.ActivePlugin;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.PluginCounters;
import io.busbar.pipeline.RunningCall;
import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Authorizer;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventSource;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.busbar.plugin.PluginMetrics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One instance of a plugin, from its start to its stop. Confined to the bridge's event loop, but for its figures. */
final class RunningPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(RunningPlugin.class);
    private static final long SECONDS_TO_START = 30;
    private static final long SECONDS_TO_STOP = 10;

    private final PluginSpec spec;
    private final String bridge;
    private final Inlet inlet;
    private final ContextInternal context;
    private final PluginScope scope;
    private final PluginCounters counters = new PluginCounters();
    private final OwnMetrics metrics = new OwnMetrics();
    private final Guard guard;
    private final ActivePlugin active;
    private final List<FeedingSource> sources = new ArrayList<>();
    private @Nullable Plugin<?> plugin;
    private @Nullable Future<Void> stopped;
    private volatile boolean starting = true;

    RunningPlugin(PluginSpec spec, String bridge, ContextInternal context, Inlet inlet) {
        this.spec = spec;
        this.bridge = bridge;
        this.inlet = inlet;
        this.context = context;
        VertxInternal vertx = context.owner();
        this.scope = new PluginScope(
                spec.offer().name(),
                vertx,
                context.nettyEventLoop(),
                spec.offer().loader());
        this.guard = new Guard(spec.offer().title(), vertx, spec.policy(), counters);
        this.active = new ActivePlugin(guard, scope.context());
    }

    PluginSpec spec() {
        return spec;
    }

    /** Returns its functions, once it has started. */
    ActivePlugin active() {
        return active;
    }

    /** Returns what is counted of it, by name. Any thread. */
    PluginStatus status() {
        return new PluginStatus(
                spec.offer().name(), spec.offer().version(), guard.isOut(), counters.all(), metrics.all());
    }

    // ---- start ----

    /** Starts it; if that fails, nothing of it is left. */
    Future<Void> start() {
        spec.offer().use();
        Future<?> started = inScope(this::begin).compose(begun -> startSources());
        return inTime(started, SECONDS_TO_START)
                .onComplete(done -> starting = false)
                .recover(cause -> stop().transform(ended -> Future.failedFuture(reasonFor(cause))));
    }

    private Future<?> begin() throws Exception {
        return start(spec.offer().create());
    }

    private <C extends Record> Future<?> start(Plugin<C> created) throws Exception {
        C config = spec.bind(created);
        plugin = created;
        return started(created.start(config, new Context()));
    }

    private Future<?> startSources() {
        Future<?> all = Future.succeededFuture();
        for (FeedingSource source : sources) {
            all = all.compose(before -> inScope(() -> started(source.start())));
        }
        return all;
    }

    private static Future<?> started(@Nullable Future<?> future) {
        return future == null
                ? Future.failedFuture(new IllegalStateException("start returned null, not a future"))
                : future;
    }

    private RuntimeException reasonFor(Throwable cause) {
        if (cause instanceof PluginException || cause instanceof ConfigException) {
            return (RuntimeException) cause;
        }
        return PluginException.of(spec.offer().title(), "can't be started", cause);
    }

    /** Lets the events of its sources into the bridge. */
    void open() {
        sources.forEach(FeedingSource::open);
    }

    // ---- stop ----

    /** Ends its sources, while its transforms still work. */
    Future<Void> stopSources() {
        List<Future<?>> ends = new ArrayList<>();
        sources.forEach(source -> ends.add(inScope(source::stop)));
        sources.clear();
        return quietly("stopping its sources", Future.join(ends));
    }

    /** Stops it, and takes back what it has; once. Never fails. */
    Future<Void> stop() {
        if (stopped == null) {
            stopped = stopNow();
        }
        return stopped;
    }

    private Future<Void> stopNow() {
        return stopSources()
                .compose(ended -> {
                    Plugin<?> stopping = plugin;
                    plugin = null;
                    return stopping == null
                            ? Future.succeededFuture()
                            : quietly("stopping", inScope(() -> stopping.stop()));
                })
                .compose(ended -> quietly("closing what it had", scope.close()))
                .onComplete(closed -> spec.offer().release());
    }

    private Future<Void> quietly(String what, Future<?> end) {
        return inTime(end, SECONDS_TO_STOP).otherwise(cause -> {
            LOG.warn("Plugin " + spec.offer().title() + " failed at " + what, cause);
            return null;
        });
    }

    /** Calls the plugin on its own context, which is on this event loop. */
    private Future<?> inScope(Callable<@Nullable Future<?>> call) {
        Guard before = RunningCall.enter(guard);
        ContextInternal previous = scope.context().beginDispatch();
        try {
            Future<?> future = call.call();
            return future == null ? Future.succeededFuture() : onContext(future);
        } catch (Throwable e) {
            // Whatever it is: code of others must not end this event loop's work.
            return Future.failedFuture(e);
        } finally {
            scope.context().endDispatch(previous);
            RunningCall.exit(before);
        }
    }

    private Future<Void> inTime(Future<?> future, long seconds) {
        return onContext(future.timeout(seconds, TimeUnit.SECONDS)).mapEmpty();
    }

    /** What follows runs on the bridge's context, whoever completes {@code future}. */
    private <T> Future<T> onContext(Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(result -> context.emit(result, promise::handle));
        return promise.future();
    }

    /** What the plugin gets. */
    private final class Context implements PluginContext {

        private final System.Logger logger =
                System.getLogger("io.busbar.plugin." + spec.offer().name());

        @Override
        public String bridge() {
            return bridge;
        }

        @Override
        public Vertx vertx() {
            return scope.context().owner();
        }

        @Override
        public System.Logger logger() {
            return logger;
        }

        @Override
        public PluginMetrics metrics() {
            return metrics;
        }

        @Override
        public Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers) {
            return inlet.publish(address, body, headers);
        }

        @Override
        public PluginContext addTransform(EventTransform transform) {
            return register(() -> active.addTransform(transform));
        }

        @Override
        public PluginContext addAsyncTransform(AsyncEventTransform transform) {
            return register(() -> active.addAsyncTransform(transform));
        }

        @Override
        public PluginContext addFilter(EventFilter filter) {
            return register(() -> active.addFilter(filter));
        }

        @Override
        public PluginContext addAuthorizer(Authorizer authorizer) {
            return register(() -> active.addAuthorizer(authorizer));
        }

        @Override
        public PluginContext addListener(BridgeListener listener) {
            return register(() -> active.addListener(listener));
        }

        @Override
        public PluginContext addSource(EventSource source) {
            return register(() -> sources.add(new FeedingSource(source, scope.context(), inlet)));
        }

        private PluginContext register(Runnable registration) {
            if (!starting) {
                throw new IllegalStateException("functions are registered in start()");
            }
            registration.run();
            return this;
        }
    }
}
