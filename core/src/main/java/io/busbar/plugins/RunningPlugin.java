package io.busbar.plugins;

import io.busbar.config.ConfigException;
import io.busbar.pipeline.ActivePlugin;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.PluginCounters;
import io.busbar.plugin.Plugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One instance of a plugin, from its start to its stop. Confined to the bridge's event loop, but for its figures. */
final class RunningPlugin {

    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    /** What was started and not stopped, of all bridges. */
    private static final Set<Instance> AT_WORK = ConcurrentHashMap.newKeySet();

    private final PluginSpec spec;
    private final PluginScope scope;
    private final PluginCounters counters = new PluginCounters();
    private final OwnMetrics metrics = new OwnMetrics();
    private final Guard guard;
    private final PluginCalls calls;
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
        this.feeding = feeding;
        this.start = home.promise();
        this.guard = new Guard(spec.offer().title(), home.owner(), spec.policy(), counters);
        this.calls = new PluginCalls(spec.offer(), home, guard);
        this.scope = calls.newScope();
        this.active = new ActivePlugin(guard, scope.context());
        this.context = new GivenContext(
                spec.offer().name(),
                bridge,
                home.owner(),
                metrics,
                inlet,
                active,
                source -> sources.add(new FeedingSource(source, calls, inlet)));
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
        calls.inTime(limit, "start()", calls.call(scope, this::begin).compose(begun -> startSources()))
                .onComplete(result -> {
                    if (result.succeeded()) {
                        start.tryComplete();
                    } else {
                        start.tryFail(result.cause());
                    }
                });
        return start.future().andThen(done -> context.endRegistration()).recover(cause -> stop().transform(
                        ended -> Future.failedFuture(reasonFor(cause))));
    }

    /** Has a start that is under way fail. */
    void giveUpStart() {
        start.tryFail(calls.notStarted("the bridge is being closed"));
    }

    private Future<?> begin() throws Exception {
        return start(spec.offer().create());
    }

    private <C extends Record> Future<?> start(Plugin<C> created) throws Exception {
        C config = spec.bind(created);
        if (!AT_WORK.add(new Instance(created))) {
            return Future.failedFuture(
                    calls.notStarted("this instance is at work already: each bridge needs an instance of its own"));
        }
        plugin = created;
        return calls.started("start()", created.start(config, context));
    }

    private Future<?> startSources() {
        Future<?> all = Future.succeededFuture();
        for (FeedingSource source : sources) {
            all = all.compose(
                    before -> feeding.getAsBoolean() || source.isPerNode() ? source.start() : Future.succeededFuture());
        }
        return all;
    }

    /** Lets those of its sources begin that have not; if one can't, again and again until it can. */
    void beginToFeed() {
        sources.forEach(FeedingSource::begin);
    }

    /** Ends those of its sources of which one node of a cluster has one. Never fails. */
    Future<Void> endToFeed() {
        return Future.join(sources.stream()
                        .filter(source -> !source.isPerNode())
                        .map(FeedingSource::stop)
                        .toList())
                .mapEmpty();
    }

    private RuntimeException reasonFor(Throwable cause) {
        if (cause instanceof PluginException || cause instanceof ConfigException) {
            return (RuntimeException) cause;
        }
        return cause instanceof Deadline.Missed
                ? calls.notStarted(String.valueOf(cause.getMessage()))
                : PluginException.of(spec.offer().title(), "can't be started", cause);
    }

    /** Lets the events of its sources into the bridge. */
    void open() {
        sources.forEach(FeedingSource::open);
    }

    // ---- stop ----

    /** Ends its sources, while its transforms still work. Never fails. */
    Future<Void> stopSources() {
        List<Future<Void>> ends = sources.stream().map(FeedingSource::stop).toList();
        sources.clear();
        return Future.join(ends).mapEmpty();
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
                            : calls.quietly("stopping", calls.call(scope, stopping::stop))
                                    .andThen(over -> AT_WORK.remove(new Instance(stopping)));
                })
                .compose(ended -> calls.quietly("closing what it had", scope.close()))
                .andThen(closed -> {
                    guard.end();
                    spec.offer().release();
                });
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
