package io.busbar.pipeline;

import io.busbar.pipeline.PluginCounters.Count;
import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Event;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A transform that takes its time. It is called for each event at once; what comes of it waits until what came of the
 * events before it on its address has gone on. Confined to the bridge's context.
 */
final class AsyncStage implements Stage {

    /** Takes what comes out of the stage. */
    interface Next {

        /** Takes events on to the next stage, for {@code passage}. */
        void proceed(List<Event> events, @Nullable Guard author, Passage passage);

        /** Is told that nothing waits here any more. */
        void idle();
    }

    private final Guarded<AsyncEventTransform> transform;
    private final Guard guard;
    private final ContextInternal plugin;
    private final ContextInternal bridge;
    private final Next next;
    private final Map<String, Lane> lanes = new HashMap<>();

    /** Those that are not answered, the longest first: all may take equally long, so one timer does. */
    private final Set<Slot> unanswered = new LinkedHashSet<>();

    private int inFlight;
    private @Nullable Long timer;

    /** What waits on one address. */
    private static final class Lane {
        private final Deque<Slot> slots = new ArrayDeque<>(2);
        private boolean draining;
    }

    /** One event, or the loss of some. */
    private static final class Slot {
        private final Event event;
        private final @Nullable Guard author;
        private final Passage passage;
        private final long deadlineNanos;
        private @Nullable List<Event> results;
        private @Nullable Guard resultAuthor;
        private int lost;

        Slot(Event event, @Nullable Guard author, Passage passage, long deadlineNanos) {
            this.event = event;
            this.author = author;
            this.passage = passage;
            this.deadlineNanos = deadlineNanos;
        }
    }

    /**
     * Creates a stage without events.
     *
     * @param plugin where the plugin is called
     * @param bridge where this is confined to
     */
    AsyncStage(Guarded<AsyncEventTransform> transform, ContextInternal plugin, ContextInternal bridge, Next next) {
        this.transform = transform;
        this.guard = transform.guard();
        this.plugin = plugin;
        this.bridge = bridge;
        this.next = next;
    }

    @Override
    public Guard guard() {
        return guard;
    }

    boolean isIdle() {
        return lanes.isEmpty();
    }

    /** Takes {@code event}; tells {@code passage} of its end later, or now. */
    void take(Event event, @Nullable Guard author, Passage passage) {
        Lane lane = lanes.get(event.address());
        if (inFlight == guard.policy().maxInFlight()) {
            lose(event, lane, passage);
            return;
        }
        if (lane == null) {
            lane = new Lane();
            lanes.put(event.address(), lane);
        }
        long deadline =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(guard.policy().timeoutMs());
        Slot slot = new Slot(event, author, passage, deadline);
        lane.slots.add(slot);
        inFlight++;
        passage.begin();
        if (guard.isBypassed()) {
            guard.count(Count.BYPASSED);
            answer(slot, List.of(event), author);
            return;
        }
        guard.count(Count.EVENTS);
        unanswered.add(slot);
        armTimer();
        call(slot);
    }

    private void call(Slot slot) {
        Watched before = RunningCall.enter(transform);
        ContextInternal previous = plugin.beginDispatch();
        try {
            Future<List<Event>> future = transform.function().apply(slot.event);
            if (future == null) {
                throw new PluginFault("it returned null, not a future");
            }
            future.onComplete(answer -> bridge.emit(answer, done -> take(done, slot)));
        } catch (Throwable e) {
            take(Future.failedFuture(e), slot);
        } finally {
            plugin.endDispatch(previous);
            RunningCall.exit(before);
        }
    }

    /** What comes after the time is over changes nothing. */
    private void take(AsyncResult<List<Event>> answer, Slot slot) {
        if (!unanswered.remove(slot)) {
            return;
        }
        List<Event> results;
        try {
            if (answer.failed()) {
                Throwable cause = answer.cause();
                fail(slot, cause == null ? new PluginFault("its future failed without a cause") : cause);
                return;
            }
            results = Results.check(answer.result(), slot.event, guard.policy());
        } catch (Throwable e) {
            fail(slot, e);
            return;
        }
        transform.succeeded();
        if (results.isEmpty()) {
            guard.count(Count.DROPPED);
        }
        boolean same = results.size() == 1 && results.get(0).equals(slot.event);
        answer(slot, results, same ? slot.author : guard);
    }

    private void fail(Slot slot, Throwable cause) {
        Event unchanged = transform.failedOn(slot.event, cause);
        if (unchanged == null) {
            slot.passage.failed();
        }
        answer(slot, unchanged == null ? List.of() : List.of(unchanged), slot.author);
    }

    private void answer(Slot slot, List<Event> results, @Nullable Guard author) {
        slot.results = results;
        slot.resultAuthor = author;
        String address = slot.event.address();
        Lane lane = lanes.get(address);
        // What is released may answer another slot of this lane, whose turn comes in the loop that is under way.
        if (lane == null || lane.draining) {
            return;
        }
        lane.draining = true;
        while (!lane.slots.isEmpty() && lane.slots.getFirst().results != null) {
            release(lane.slots.removeFirst());
        }
        lane.draining = false;
        if (lane.slots.isEmpty()) {
            lanes.remove(address, lane);
        }
        if (lanes.isEmpty()) {
            cancelTimer();
            next.idle();
        }
    }

    private void release(Slot slot) {
        List<Event> results = slot.results;
        try {
            if (slot.lost > 0) {
                slot.passage.lost(slot.event.address(), slot.lost);
            } else if (results != null) {
                inFlight--;
                next.proceed(results, slot.resultAuthor, slot.passage);
            }
        } finally {
            slot.passage.end();
        }
    }

    /**
     * Those who read the address are told when what was before the loss has gone on; once for what is lost in a row. Who
     * waits for the event is told at once.
     */
    private void lose(Event event, @Nullable Lane lane, Passage passage) {
        guard.count(Count.OVERFLOWS);
        if (lane == null || passage.isAwaited()) {
            passage.lost(event.address(), 1);
            return;
        }
        Slot last = lane.slots.getLast();
        if (last.lost > 0 && last.passage.equals(passage)) {
            last.lost++;
            return;
        }
        Slot slot = new Slot(event, null, passage, 0);
        slot.lost = 1;
        slot.results = List.of();
        lane.slots.add(slot);
        passage.begin();
    }

    /** Loses whatever waits. */
    void abort() {
        cancelTimer();
        unanswered.clear();
        List<Lane> left = List.copyOf(lanes.values());
        lanes.clear();
        inFlight = 0;
        for (Lane lane : left) {
            for (Slot slot : lane.slots) {
                slot.passage.lost(slot.event.address(), Math.max(1, slot.lost));
                slot.passage.end();
            }
        }
        next.idle();
    }

    private void cancelTimer() {
        if (timer != null) {
            bridge.owner().cancelTimer(timer);
            timer = null;
        }
    }

    private void armTimer() {
        if (timer == null && !unanswered.isEmpty()) {
            long nanos = unanswered.iterator().next().deadlineNanos - System.nanoTime();
            timer = bridge.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1), id -> {
                timer = null;
                expire();
                armTimer();
            });
        }
    }

    private void expire() {
        long now = System.nanoTime();
        while (!unanswered.isEmpty()) {
            Slot oldest = unanswered.iterator().next();
            if (oldest.deadlineNanos - now > 0) {
                return;
            }
            unanswered.remove(oldest);
            fail(oldest, new UnansweredException(guard.policy().timeoutMs()));
        }
    }
}
