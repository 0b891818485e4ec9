package io.busbar.pipeline;

import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Authorizer;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventTransform;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;

/**
 * A plugin that has started: its functions, in the order in which it registered them, and what contains it. Filled while
 * it starts, not changed afterwards.
 */
public final class ActivePlugin {

    /** Makes a stage of a chain. */
    interface StageMaker {
        Stage make(ContextInternal bridge, AsyncStage.Next next);
    }

    final List<StageMaker> stages = new ArrayList<>();
    final List<Guarded<EventFilter>> filters = new ArrayList<>();
    final List<Guarded<Authorizer>> authorizers = new ArrayList<>();
    final List<Guarded<BridgeListener>> listeners = new ArrayList<>();

    private final Guard guard;
    private final ContextInternal context;

    /**
     * Creates one without functions.
     *
     * @param context where its transforms are called
     */
    public ActivePlugin(Guard guard, ContextInternal context) {
        this.guard = guard;
        this.context = context;
    }

    Guard guard() {
        return guard;
    }

    /** Adds a transform; one that may block is called by a worker, one event after the other. */
    public void addTransform(EventTransform transform) {
        if (guard.policy().worker()) {
            addAsyncTransform(new WorkerTransform(transform, context, guard.policy()));
        } else {
            stages.add((bridge, next) -> new SyncStage(Guarded.onBridge(guard, transform), context));
        }
    }

    /** Adds a transform that takes its time. */
    public void addAsyncTransform(AsyncEventTransform transform) {
        stages.add((bridge, next) -> new AsyncStage(Guarded.onBridge(guard, transform), context, bridge, next));
    }

    /** Adds a filter. */
    public void addFilter(EventFilter filter) {
        filters.add(Guarded.onStreams(guard, filter));
    }

    /** Adds an authorizer. */
    public void addAuthorizer(Authorizer authorizer) {
        authorizers.add(Guarded.onStreams(guard, authorizer));
    }

    /** Adds a listener. */
    public void addListener(BridgeListener listener) {
        listeners.add(Guarded.onStreams(guard, listener));
    }
}
