package io.busbar.pipeline;

import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventTransform;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a transform that blocks be called on a worker thread, one event after the other. */
final class WorkerTransform implements AsyncEventTransform {

    private final EventTransform transform;
    private final ContextInternal context;
    private final PluginPolicy policy;
    private final AtomicInteger queued = new AtomicInteger();

    WorkerTransform(EventTransform transform, ContextInternal context, PluginPolicy policy) {
        this.transform = transform;
        this.context = context;
        this.policy = policy;
    }

    @Override
    public Future<List<Event>> apply(Event event) {
        // Also those count whose time is over, as long as the worker has them.
        if (queued.get() >= policy.maxInFlight()) {
            throw new PluginFault("its worker has not come to the " + policy.maxInFlight() + " events before");
        }
        queued.incrementAndGet();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(policy.timeoutMs());
        return context.executeBlocking(() -> {
                    if (System.nanoTime() - deadline > 0) {
                        throw new PluginFault("its worker came to the event too late");
                    }
                    Event result = transform.apply(event);
                    return result == null ? List.<Event>of() : List.of(result);
                })
                .andThen(done -> queued.decrementAndGet());
    }
}
