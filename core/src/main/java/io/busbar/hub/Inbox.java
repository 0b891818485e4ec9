package io.busbar.hub;

import io.vertx.core.internal.ContextInternal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What callers ask of the hub, in their order: done at once, or, when there is so much of it that it is worth it, what can wait
 * together once in a millisecond. To wake the hub's thread, and those that it wakes in turn, costs more than an event does.
 */
final class Inbox {

    private static final long GATHER_MS = 1;

    private final ContextInternal context;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.QUIET);

    // owned by the hub's context
    private final Patience patience = new Patience(System.nanoTime());
    private boolean timed;

    private enum State {
        /** Whatever comes wakes the hub. */
        QUIET,
        /** What can wait is left for the timer. */
        GATHERING,
        /** The hub is on its way. */
        WOKEN
    }

    Inbox(ContextInternal context) {
        this.context = context;
    }

    /**
     * Has {@code task} done on the hub's context. Any thread.
     *
     * @param task throws nothing
     * @param canWait whether it may come after what others have done on that context in the next millisecond
     */
    void execute(Runnable task, boolean canWait) {
        waiting.add(task);
        // What can't wait has a turn of its own: another caller's may not have been asked for yet when this one goes
        // on.
        if (!canWait || (state.get() != State.GATHERING && state.getAndSet(State.WOKEN) != State.WOKEN)) {
            context.runOnContext(run -> empty());
        }
    }

    private void empty() {
        // First: what can wait, and is not counted below, wakes the hub again, behind what else it has to do.
        state.set(State.QUIET);
        int there = waiting.size();
        for (int i = 0; i < there; i++) {
            waiting.remove().run();
        }
        // If the state is another, the hub has been woken again.
        if (there > 0
                && patience.afterDoing(there, System.nanoTime())
                && state.compareAndSet(State.QUIET, State.GATHERING)
                && !timed) {
            timed = true;
            context.setTimer(GATHER_MS, id -> {
                timed = false;
                empty();
            });
        }
    }
}
