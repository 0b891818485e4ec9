package io.busbar.plugins;

import io.busbar.config.ConfigException;
import io.busbar.pipeline.ActivePlugin;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.PluginCounters;
import io.busbar.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One instance of a plugin, from its start to its stop. Confined to the bridge's event loop, but for its figures. */
final class RunningPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(RunningPlugin.class);
    private static final Duration LONGEST_START = Duration.ofSeconds(30);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    /** What was started and not stopped, of all bridges. */
    private static final Set<Instance> AT_WORK = ConcurrentHashMap.newKeySet();

    private final PluginSpec spec;
    private final ContextInternal home;
    private final PluginScope scope;
    private final PluginCounters counters = new PluginCounters();
    private final OwnMetrics metrics = new OwnMetrics();
    private final Guard guard;
    private final ActivePlugin active;
    private final GivenContext context;
    private final List<FeedingSource> sources = new ArrayList<>();
    private final Promise<Void> start;
    private final BooleanSupplier feeding;
    private @Nullable Plugin<?> plugin;
    private @Nullable Future<Void> stopped;

    /**
     * Creates a plugin that has not started.
     *
     * @param feeding whether those of its event sources feed of which one node of a cluster has one
     * @param home the bridge's context, on whose event loop the plugin is called, and on which all futures complete
     */
    RunningPlugin(PluginSpec spec, String bridge, ContextInternal home, Inlet inlet, BooleanSupplier feeding) {
        this.spec = spec;
        this.home = home;
        this.feeding = feeding;
        this.start = home.promise();
        VertxInternal vertx = home.owner();
        this.scope = new PluginScope(
                spec.offer().name(), vertx, home.nettyEventLoop(), spec.offer().loader());
        this.guard = new Guard(spec.offer().title(), vertx, spec.policy(), counters);
        this.active = new ActivePlugin(guard, scope.context());
        this.context = new GivenContext(
                spec.offer().name(),
                bridge,
                vertx,
                metrics,
                inlet,
                active,
                source -> sources.add(new FeedingSource(source, scope.context(), inlet)));
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
        return start(LONGEST_START);
    }

    /** Starts it within {@code limit}. */
    Future<Void> start(Duration limit) {
        spec.offer().use();
        guard.begin();
        inTime(limit, "start()", inScope(this::begin).compose(begun -> startSources()))
                .onComplete(result -> {
                    if (result.succeeded()) {
                        start.tryComplete();
                    } else {
                        start.tryFail(result.cause());
                    }
                });
        return start.future().onComplete(done -> context.endRegistration()).recover(cause -> stop().transform(
                        ended -> Future.failedFuture(reasonFor(cause))));
    }

    /** Has a start that is under way fail. */
    void giveUpStart() {
        start.tryFail(notStarted("the bridge is being closed"));
    }

    private Future<?> begin() throws Exception {
        return start(spec.offer().create());
    }

    private <C extends Record> Future<?> start(Plugin<C> created) throws Exception {
        C config = spec.bind(created);
        if (!AT_WORK.add(new Instance(created))) {
            return Future.failedFuture(
                    notStarted("this instance is at work already: each bridge needs an instance of its own"));
        }
        plugin = created;
        return started("start()", created.start(config, context));
    }

    private Future<?> startSources() {
        Future<?> all = Future.succeededFuture();
        for (FeedingSource source : sources) {
            all = all.compose(before -> inScope(() -> feeding.getAsBoolean() || source.isPerNode()
                    ? started("start() of a source", source.start())
                    : Future.succeededFuture()));
        }
        return all;
    }

    /** Lets those of its sources begin that have not. */
    void beginToFeed() {
        for (FeedingSource source : sources) {
            if (!source.isStarted()) {
                inScope(() -> started("start() of a source", source.start()))
                        .onFailure(cause -> guard.failedAside("source", cause));
                source.open();
            }
        }
    }

    /** Ends those of its sources of which one node of a cluster has one. */
    Future<Void> endToFeed() {
        List<Future<?>> ends = new ArrayList<>();
        sources.forEach(
                source -> ends.add(inScope(() -> source.isPerNode() ? Future.succeededFuture() : source.stop())));
        return quietly("stopping its sources", Future.join(ends));
    }

    private Future<?> started(String what, @Nullable Future<?> future) {
        return future == null
                ? Future.failedFuture(notStarted(
                        what + " returned null; it has to return a future, such as Future.succeededFuture()"))
                : future;
    }

    private PluginException notStarted(String why) {
        return new PluginException("plugin " + spec.offer().title() + " can't be started: " + why);
    }

    private Future<Void> inTime(Duration limit, String what, Future<?> future) {
        return Deadline.on(home, limit, what, future);
    }

    private RuntimeException reasonFor(Throwable cause) {
        if (cause instanceof PluginException || cause instanceof ConfigException) {
            return (RuntimeException) cause;
        }
        return cause instanceof Deadline.Missed
                ? notStarted(String.valueOf(cause.getMessage()))
                : PluginException.of(spec.offer().title(), "can't be started", cause);
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
                            : quietly("stopping", inScope(() -> stopping.stop()))
                                    .onComplete(over -> AT_WORK.remove(new Instance(stopping)));
                })
                .compose(ended -> quietly("closing what it had", scope.close()))
                .onComplete(closed -> {
                    guard.end();
                    spec.offer().release();
                });
    }

    private Future<Void> quietly(String what, Future<?> end) {
        return inTime(LONGEST_STOP, what, end).otherwise(cause -> {
            LOG.warn("Plugin " + spec.offer().title() + " failed at " + what, cause);
            return null;
        });
    }

    /** Calls the plugin on its own context, which is on this event loop. */
    private Future<?> inScope(Callable<@Nullable Future<?>> call) {
        ContextInternal previous = scope.context().beginDispatch();
        try {
            Future<?> future = guard.call(call);
            return future == null ? Future.succeededFuture() : onLoop(future);
        } catch (Throwable e) {
            // Whatever it is: code of others must not end this event loop's work.
            return Future.failedFuture(e);
        } finally {
            scope.context().endDispatch(previous);
        }
    }

    /** What comes next is the bridge's business: what that makes must not go with the plugin. */
    private <T> Future<T> onLoop(Future<T> future) {
        Promise<T> promise = home.promise();
        future.onComplete(promise);
        return promise.future();
    }

    /** A plugin as itself, whatever its own {@code equals} says. */
    private static final class Instance {
        private final Plugin<?> plugin;

        Instance(Plugin<?> plugin) {
            this.plugin = plugin;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(@Nullable Object other) {
            return other instanceof Instance that && that.plugin == plugin;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(plugin);
        }
    }
}
