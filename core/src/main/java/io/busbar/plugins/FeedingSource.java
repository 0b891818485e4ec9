package io.busbar.plugins;

import io.busbar.address.AddressPattern;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventSink;
import io.busbar.plugin.EventSource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An event source and its sink, which holds events until the source's plugin is part of the bridge. */
final class FeedingSource implements EventSink {

    private final EventSource source;
    private final ContextInternal context;
    private final Inlet inlet;
    private final AtomicInteger inFlight = new AtomicInteger();

    // owned by the context
    private @Nullable Deque<Held> held = new ArrayDeque<>();
    private boolean started;
    private volatile boolean closed;

    private record Held(Event event, Promise<Void> promise) {}

    /**
     * Creates a sink that holds what comes.
     *
     * @param context the plugin's
     */
    FeedingSource(EventSource source, ContextInternal context, Inlet inlet) {
        this.source = source;
        this.context = context;
        this.inlet = inlet;
    }

    /** Returns whether each node of a cluster has one. */
    boolean isPerNode() {
        return source.isPerNode();
    }

    /** Returns whether the source was to begin, and not to end since. The context only. */
    boolean isStarted() {
        return started;
    }

    /** Lets the source begin, again if it has ended. The context only. */
    Future<?> start() throws Exception {
        started = true;
        if (closed) {
            closed = false;
            held = new ArrayDeque<>();
        }
        return source.start(this);
    }

    /** Lets events into the bridge from now on. The context only. */
    void open() {
        Deque<Held> waiting = held;
        held = null;
        if (waiting != null) {
            waiting.forEach(each -> feed(each.event(), each.promise()));
        }
    }

    /** Takes no more, and ends the source, if it was to begin. The context only. */
    Future<?> stop() {
        closed = true;
        if (held != null) {
            held.forEach(each -> each.promise().fail(stopped()));
            held = null;
        }
        if (!started) {
            return Future.succeededFuture();
        }
        started = false;
        return source.stop();
    }

    @Override
    public Future<Void> emit(Event event) {
        if (closed) {
            return Future.failedFuture(stopped());
        }
        if (AddressPattern.isPattern(event.address())) {
            return Future.failedFuture(
                    new IllegalArgumentException("address must not hold a wildcard: " + event.address()));
        }
        if (inFlight.incrementAndGet() > MOST_IN_FLIGHT) {
            inFlight.decrementAndGet();
            return Future.failedFuture(new IllegalStateException(
                    MOST_IN_FLIGHT + " events are on their way: wait for the futures of some of them"));
        }
        Promise<Void> promise = context.owner().getOrCreateContext().promise();
        promise.future().onComplete(done -> inFlight.decrementAndGet());
        context.runOnContext(run -> {
            if (closed) {
                promise.fail(stopped());
            } else if (held != null) {
                held.add(new Held(event, promise));
            } else {
                feed(event, promise);
            }
        });
        return promise.future();
    }

    private void feed(Event event, Promise<Void> promise) {
        inlet.feed(event).onComplete(promise);
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("The source was stopped");
    }
}
