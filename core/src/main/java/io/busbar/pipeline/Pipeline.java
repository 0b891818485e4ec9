package io.busbar.pipeline;

import io.busbar.metrics.Counters;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.Event;
import io.busbar.plugin.Subscriber;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where events meet the plugins, before they are recorded, and where subscribers do. The plugins may be others from one
 * event to the next: events wait until those before them have left the old chain, so that their order holds and exactly
 * one version of a plugin sees each.
 */
public final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** So many events, and bytes of them, may wait while the chain is changed. */
    private static final int MOST_HELD = 10_000;

    private static final long MOST_HELD_BYTES = 64L << 20;

    private final ContextInternal context;
    private final Counters counters;
    private final boolean formatted;
    private volatile Gate gate = Gate.open();
    private volatile boolean transparent;

    // owned by the context; there is no chain before the first plugins have started
    private @Nullable Chain chain;
    private @Nullable Deque<Held> held = new ArrayDeque<>();

    private long heldBytes;
    private boolean refusing;
    private Gate previous = Gate.open();

    private record Held(Event event, Passage passage, boolean formatOnly) {}

    /**
     * Creates a pipeline that holds events until {@link #switchTo} is called.
     *
     * @param context the bridge's
     * @param formatted whether the last plugin is always the bridge's format
     */
    public Pipeline(ContextInternal context, Counters counters, boolean formatted) {
        this.context = context;
        this.counters = counters;
        this.formatted = formatted;
    }

    /** Sends {@code event} through the transforms; {@code passage} gets what comes out. The bridge's context only. */
    public void take(Event event, Passage passage) {
        counters.eventIn();
        take(event, passage, false);
    }

    /**
     * Sends {@code event}, which is for one client alone, through the transforms of the bridge's format, as {@link #take}
     * does through all. The bridge's context only.
     */
    public void format(Event event, Passage passage) {
        take(event, passage, true);
    }

    private void take(Event event, Passage passage, boolean formatOnly) {
        if (refusing || gate.isStopped()) {
            passage.lost(event.address(), 1);
        } else if (held != null) {
            hold(held, new Held(event, passage, formatOnly));
        } else if (chain != null) {
            letIn(chain, event, passage, formatOnly);
        }
    }

    private static void letIn(Chain chain, Event event, Passage passage, boolean formatOnly) {
        if (formatOnly) {
            chain.format(event, passage);
        } else {
            chain.run(event, passage);
        }
    }

    private void hold(Deque<Held> waiting, Held each) {
        long bytes = sizeOf(each.event());
        if (waiting.size() == MOST_HELD || heldBytes + bytes > MOST_HELD_BYTES) {
            each.passage().lost(each.event().address(), 1);
            return;
        }
        heldBytes += bytes;
        each.passage().begin();
        waiting.add(each);
    }

    private static long sizeOf(Event event) {
        try {
            return BodySize.atLeast(event.body(), MOST_HELD_BYTES);
        } catch (PluginFault e) {
            // JSON that holds itself: who encodes it will refuse it.
            return 0;
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
        previous = gate;
        gate = new Gate(plugins);
        Chain next = new Chain(plugins, formatted, context);
        transparent = next.isEmpty();
        if (old == null) {
            letIn(next);
            return Future.succeededFuture();
        }
        return old.whenIdle().andThen(idle -> letIn(next));
    }

    /**
     * Completes when no authorizer of the plugins before is asked any more. To be called when no event loop is within a
     * call that began before the switch. The bridge's context only.
     */
    public Future<Void> whenUnasked() {
        Gate old = previous;
        previous = Gate.open();
        return old.equals(Gate.open()) ? Future.succeededFuture() : old.whenUnasked();
    }

    private void letIn(Chain next) {
        chain = next;
        release(each -> letIn(next, each.event(), each.passage(), each.formatOnly()));
    }

    private void release(Consumer<Held> action) {
        Deque<Held> waiting = held;
        held = null;
        heldBytes = 0;
        while (waiting != null && !waiting.isEmpty()) {
            Held first = waiting.removeFirst();
            try {
                action.accept(first);
            } catch (RuntimeException e) {
                // Those behind it are to go on.
                LOG.error("An event on " + first.event().address() + " could not go on", e);
            } finally {
                first.passage().end();
            }
        }
    }

    /** Loses what waits, what is with the plugins, and whatever comes, and forgets the plugins. The bridge's context only. */
    public void close() {
        refusing = true;
        release(each -> each.passage().lost(each.event().address(), 1));
        if (chain != null) {
            chain.abort();
            chain = null;
        }
        gate = Gate.open();
    }

    /**
     * Returns whether events come out as they are, since no plugin transforms. Any thread; an event that is taken later may meet
     * other plugins.
     */
    public boolean isTransparent() {
        return transparent;
    }

    /** Returns whether a plugin's breaker has stopped the bridge. Any thread. */
    public boolean isStopped() {
        return gate.isStopped();
    }

    /** Returns whether there are functions that see a subscriber again after its stream was opened. Any thread. */
    public boolean knowsSubscribers() {
        return gate.knowsSubscribers();
    }

    /** Returns whether the filters let {@code subscriber} have {@code event}. Any thread. */
    public boolean accepts(Event event, Subscriber subscriber) {
        return gate.accepts(event, subscriber);
    }

    /**
     * Asks the authorizers. To be called on {@code eventLoop}, where they are called, too.
     *
     * @param gone whether the answer is of no use any more
     * @return completes on the event loop, with null, or with the address that {@code subscriber} may not subscribe to;
     *     fails with {@link PluginFailedException}
     */
    public Future<@Nullable String> refused(Subscriber subscriber, EventLoop eventLoop, BooleanSupplier gone) {
        return gate.refused(subscriber, eventLoop, gone);
    }

    /** Tells the listeners something {@code of} streams. Any thread. */
    public void tell(String of, Consumer<BridgeListener> what) {
        gate.tell(of, what);
    }
}
