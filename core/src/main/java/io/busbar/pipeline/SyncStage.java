package io.busbar.pipeline;

import io.busbar.pipeline.PluginCounters.Count;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventTransform;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/** A transform that answers at once. Confined to the bridge's context. */
final class SyncStage implements Stage {

    private final Guarded<EventTransform> transform;
    private final Guard guard;
    private final ContextInternal context;

    SyncStage(Guarded<EventTransform> transform, ContextInternal context) {
        this.transform = transform;
        this.guard = transform.guard();
        this.context = context;
    }

    @Override
    public Guard guard() {
        return guard;
    }

    /** Returns what becomes of {@code event}, or null if that is nothing; {@code passage} is told if that is a failure. */
    @Nullable Event apply(Event event, Passage passage) {
        if (guard.isBypassed()) {
            guard.count(Count.BYPASSED);
            return event;
        }
        guard.count(Count.EVENTS);
        Event result;
        Watched before = RunningCall.enter(transform);
        ContextInternal previous = context.beginDispatch();
        try {
            result = transform.function().apply(event);
            if (result != event) {
                Results.check(result, guard.policy());
            }
        } catch (Throwable e) {
            // Whatever it is: code of others must not end this event loop's work.
            Event unchanged = transform.failedOn(event, e);
            if (unchanged == null) {
                passage.failed();
            }
            return unchanged;
        } finally {
            context.endDispatch(previous);
            RunningCall.exit(before);
        }
        transform.succeeded();
        if (result == null) {
            guard.count(Count.DROPPED);
        }
        return result;
    }
}
