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

/**
 * One run of an event source, and its sink, which holds events until the source's plugin is part of the bridge, and takes
 * none when the run is over: a source that feeds again has another. What is made with Vert.x when the source starts goes
 * with the run.
 */
final class SourceRun implements EventSink {

    private final EventSource source;
    private final PluginCalls calls;
    private final PluginScope scope;
    private final ContextInternal context;
    private final Inlet inlet;
    private final AtomicInteger inFlight = new AtomicInteger();

    // owned by the context
    private @Nullable Deque<Held> held = new ArrayDeque<>();
    private boolean started;
    private volatile boolean closed;

    private record Held(Event event, Promise<Void> promise) {}

    /** Creates a run that has not begun, with a sink that holds what comes. */
    SourceRun(EventSource source, PluginCalls calls, Inlet inlet) {
        this.source = source;
        this.calls = calls;
        this.scope = calls.newScope();
        this.context = calls.home();
        this.inlet = inlet;
    }

    /** Lets the source begin, unless the run is over. The context only. */
    Future<?> start() {
        if (closed) {
            return Future.failedFuture(stopped());
        }
        started = true;
        return calls.call(scope, () -> calls.started("start() of a source", source.start(this)));
    }

    /** Lets events into the bridge from now on. The context only. */
    void open() {
        Deque<Held> waiting = held;
        held = null;
        if (waiting != null) {
            waiting.forEach(each -> feed(each.event(), each.promise()));
        }
    }

    /**
     * Takes no more, and ends the source, if it was to begin. To be called once. The context only.
     *
     * @return completes, and never fails, when what the source made is closed
     */
    Future<Void> stop() {
        closed = true;
        if (held != null) {
            held.forEach(each -> each.promise().fail(stopped()));
            held = null;
        }
        Future<?> end = started ? calls.call(scope, source::stop) : Future.succeededFuture();
        return calls.quietly("stopping its sources", end)
                .compose(ended -> calls.quietly("closing what its sources had", scope.close()));
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
