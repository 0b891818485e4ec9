package io.busbar.pipeline;

import io.busbar.metrics.Counters;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.Event;
import io.busbar.plugin.Subscriber;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where events meet the plugins, before they are recorded, and where subscribers do. The plugins may be others from one
 * event to the next: events wait until those before them have left the old chain, so that their order holds and exactly
 * one version of a plugin sees each.
 */
public final class Pipeline {

    /** So many events may wait while the chain is changed. */
    private static final int MOST_HELD = 10_000;

    private final ContextInternal context;
    private final Counters counters;
    private volatile Gate gate = Gate.open();

    // owned by the context; there is no chain before the first plugins have started
    private @Nullable Chain chain;
    private @Nullable Deque<Held> held = new ArrayDeque<>();

    private boolean refusing;

    private record Held(Event event, Passage passage) {}

    /**
     * Creates a pipeline that holds events until {@link #switchTo} is called.
     *
     * @param context the bridge's
     */
    public Pipeline(ContextInternal context, Counters counters) {
        this.context = context;
        this.counters = counters;
    }

    /** Sends {@code event} through the transforms; {@code passage} gets what comes out. The bridge's context only. */
    public void take(Event event, Passage passage) {
        counters.eventIn();
        if (refusing || gate.isStopped()) {
            passage.lost(event.address());
        } else if (held != null) {
            if (held.size() < MOST_HELD) {
                passage.begin();
                held.add(new Held(event, passage));
            } else {
                passage.lost(event.address());
            }
        } else if (chain != null) {
            chain.run(event, passage);
        }
    }

    /**
     * Lets {@code plugins} work instead of those before, in this order. Not to be called again before that is done. The
     * bridge's context only.
     *
     * @return completes when no event is with those before any more
     */
    public Future<Void> switchTo(List<ActivePlugin> plugins) {
        Chain old = chain;
        if (held == null) {
            held = new ArrayDeque<>();
        }
        gate = new Gate(plugins);
        Chain next = new Chain(plugins, context);
        if (old == null) {
            letIn(next);
            return Future.succeededFuture();
        }
        return old.whenIdle().onSuccess(idle -> letIn(next));
    }

    private void letIn(Chain next) {
        Deque<Held> waiting = held;
        chain = next;
        held = null;
        while (waiting != null && !waiting.isEmpty()) {
            Held first = waiting.removeFirst();
            next.run(first.event(), first.passage());
            first.passage().end();
        }
    }

    /** Loses what waits, and whatever comes, because there will be no plugins. The bridge's context only. */
    public void refuse() {
        refusing = true;
        Deque<Held> waiting = held;
        held = null;
        while (waiting != null && !waiting.isEmpty()) {
            Held first = waiting.removeFirst();
            first.passage().lost(first.event().address());
            first.passage().end();
        }
    }

    /** Returns whether a plugin's breaker has stopped the bridge. Any thread. */
    public boolean isStopped() {
        return gate.isStopped();
    }

    /** Returns whether the filters let {@code subscriber} have {@code event}. Any thread. */
    public boolean accepts(Event event, Subscriber subscriber) {
        return gate.accepts(event, subscriber);
    }

    /**
     * Asks the authorizers. Any thread.
     *
     * @return completes with null, or with the address that {@code subscriber} may not subscribe to; fails with {@link
     *     PluginFailedException}
     */
    public Future<@Nullable String> refused(Subscriber subscriber) {
        return gate.refused(subscriber);
    }

    /** Tells the listeners something {@code of} streams. Any thread. */
    public void tell(String of, Consumer<BridgeListener> what) {
        gate.tell(of, what);
    }
}
