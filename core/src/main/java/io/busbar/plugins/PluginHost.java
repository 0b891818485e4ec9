package io.busbar.plugins;

import io.busbar.pipeline.ActivePlugin;
import io.busbar.pipeline.Pipeline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plugins of one bridge. They change as a whole: new ones start beside the old, the chain switches, the old ones end
 * their work and are stopped; if one can't start, everything stays as it is.
 */
public final class PluginHost implements PluginSources {

    private static final Duration LONGEST_ANSWERS = Duration.ofSeconds(10);

    private final String bridge;
    private final ContextInternal context;
    private final Pipeline pipeline;
    private final Inlet inlet;
    private final Supplier<Future<Void>> quiesce;

    // owned by the context
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean changing;
    private boolean closed;
    private @Nullable RunningPlugin starting;
    private boolean feeding;

    private volatile List<RunningPlugin> running = List.of();
    private volatile String chain = chain(List.of());

    /**
     * Creates a host without plugins.
     *
     * @param bridge the bridge's name
     * @param context the bridge's
     * @param feeding whether event sources feed from the beginning, and not only after {@link #begin}
     * @param quiesce completes when no other event loop is within a call that began before
     */
    public PluginHost(
            String bridge,
            ContextInternal context,
            Pipeline pipeline,
            Inlet inlet,
            boolean feeding,
            Supplier<Future<Void>> quiesce) {
        this.bridge = bridge;
        this.context = context;
        this.pipeline = pipeline;
        this.inlet = inlet;
        this.feeding = feeding;
        this.quiesce = quiesce;
    }

    /** Returns the figures of the plugins, in their order. Any thread. */
    public List<PluginStatus> status() {
        return running.stream().map(RunningPlugin::status).toList();
    }

    /** Returns a digest of the plugins, their order, jars and settings: alike on nodes whose chains are. Any thread. */
    public String chain() {
        return chain;
    }

    private static String chain(List<RunningPlugin> plugins) {
        return Digests.of(
                plugins.stream().map(plugin -> plugin.spec().description()).collect(Collectors.joining("\n")));
    }

    private void setRunning(List<RunningPlugin> plugins) {
        running = List.copyOf(plugins);
        chain = chain(running);
    }

    /**
     * Has these plugins work, in this order, instead of those before. Those that are the same go on. Any thread.
     *
     * @return completes when those that are not wanted any more have been stopped; fails, and changes nothing, if one
     *     can't be started
     */
    public Future<Void> use(List<PluginSpec> wanted) {
        return inTurn(() -> closed ? Future.failedFuture("The bridge is closed, or could not start") : change(wanted));
    }

    /** Stops all plugins, also such as are just being started. Any thread. */
    public Future<Void> close() {
        context.emit(run -> {
            if (starting != null) {
                starting.giveUpStart();
            }
        });
        return inTurn(() -> {
            closed = true;
            List<RunningPlugin> all = running;
            setRunning(List.of());
            return stopSources(all).compose(ended -> stop(all));
        });
    }

    @Override
    public void begin() {
        feeding = true;
        running.forEach(RunningPlugin::beginToFeed);
    }

    @Override
    public Future<Void> end() {
        feeding = false;
        return Future.join(running.stream().map(RunningPlugin::endToFeed).toList())
                .mapEmpty();
    }

    /** One change after the other. */
    private Future<Void> inTurn(Supplier<Future<Void>> change) {
        Promise<Void> promise = context.owner().getOrCreateContext().promise();
        context.emit(run -> {
            waiting.add(() -> begin(change).onComplete(promise).onComplete(done -> {
                changing = false;
                next();
            }));
            next();
        });
        return promise.future();
    }

    private static Future<Void> begin(Supplier<Future<Void>> change) {
        try {
            return change.get();
        } catch (Throwable e) {
            // Whatever it is: the next change, and the end, wait for this one.
            return Future.failedFuture(e);
        }
    }

    private void next() {
        if (!changing && !waiting.isEmpty()) {
            changing = true;
            waiting.removeFirst().run();
        }
    }

    private Future<Void> change(List<PluginSpec> wanted) {
        List<RunningPlugin> before = running;
        PluginException fault = check(wanted, before);
        if (fault != null) {
            return Future.failedFuture(fault);
        }
        List<RunningPlugin> after = new ArrayList<>();
        List<RunningPlugin> started = new ArrayList<>();
        Future<Void> starts = Future.succeededFuture();
        for (PluginSpec spec : wanted) {
            RunningPlugin same = find(before, spec);
            if (same != null) {
                after.add(same);
            } else {
                RunningPlugin fresh = new RunningPlugin(spec, bridge, context, inlet, () -> feeding);
                after.add(fresh);
                starts = starts.compose(ok -> start(fresh)).map(ok -> {
                    started.add(fresh);
                    return null;
                });
            }
        }
        return starts.transform(outcome -> {
            if (outcome.failed()) {
                return stop(started).compose(stopped -> Future.failedFuture(outcome.cause()));
            }
            List<RunningPlugin> old =
                    before.stream().filter(plugin -> !after.contains(plugin)).toList();
            return stopSources(old).compose(ended -> switchTo(after, started)).compose(switched -> stop(old));
        });
    }

    private Future<Void> start(RunningPlugin plugin) {
        starting = plugin;
        return plugin.start().andThen(done -> starting = null);
    }

    private static @Nullable RunningPlugin find(List<RunningPlugin> plugins, PluginSpec spec) {
        return plugins.stream()
                .filter(plugin -> plugin.spec().isSameAs(spec))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable PluginException check(List<PluginSpec> wanted, List<RunningPlugin> before) {
        Set<String> names = new HashSet<>();
        for (PluginSpec spec : wanted) {
            if (!names.add(spec.offer().name())) {
                return new PluginException("plugin " + spec.offer().name() + " is there twice: " + spec.path());
            }
            boolean used =
                    before.stream().anyMatch(plugin -> plugin.spec().offer().isSameAs(spec.offer()));
            if (used && spec.offer().isSingle() && find(before, spec) == null) {
                return new PluginException("plugin " + spec.offer().title()
                        + " was given to the builder as an instance, which can be started once: it can't be configured"
                        + " anew (" + spec.path() + ")");
            }
        }
        return null;
    }

    private Future<Void> switchTo(List<RunningPlugin> after, List<RunningPlugin> started) {
        List<ActivePlugin> active = after.stream().map(RunningPlugin::active).toList();
        boolean first = running.isEmpty();
        setRunning(after);
        // Not from within a call to a plugin, which would be in the midst of an event.
        Promise<Void> out = Promise.promise();
        if (first) {
            out.complete();
        } else {
            context.runOnContext(run -> out.complete());
        }
        return out.future()
                .compose(ready -> pipeline.switchTo(active))
                .compose(switched -> {
                    if (!feeding) {
                        // The role was lost while they started.
                        started.forEach(RunningPlugin::endToFeed);
                    }
                    started.forEach(RunningPlugin::open);
                    if (feeding) {
                        started.forEach(RunningPlugin::beginToFeed);
                    }
                    return quiesce.get();
                })
                .compose(quiet -> Deadline.on(context, LONGEST_ANSWERS, "authorizers", pipeline.whenUnasked())
                        .otherwiseEmpty());
    }

    private static Future<Void> stopSources(List<RunningPlugin> plugins) {
        return Future.join(plugins.stream().map(RunningPlugin::stopSources).toList())
                .mapEmpty();
    }

    private static Future<Void> stop(List<RunningPlugin> plugins) {
        return Future.join(plugins.stream().map(RunningPlugin::stop).toList()).mapEmpty();
    }
}
