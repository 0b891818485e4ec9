package io.busbar.hub;

import io.vertx.core.internal.ContextInternal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What callers ask of the hub, in their order: done at once, or, when there is so much of it that it is worth it, together
 * once in a millisecond. To wake the hub's thread, and those that it wakes in turn, costs more than an event does.
 */
final class Inbox {

    private static final long GATHER_MS = 1;

    /** After so many what else the hub's thread has to do comes first. */
    private static final int MOST_AT_ONCE = 1_000;

    private final ContextInternal context;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.QUIET);
    private final Patience patience = new Patience(System.nanoTime());

    private enum State {
        /** Whatever comes wakes the hub. */
        QUIET,
        /** What comes is left for the timer. */
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
     */
    void execute(Runnable task) {
        waiting.add(task);
        if (state.get() != State.GATHERING) {
            wake();
        }
    }

    private void wake() {
        if (state.getAndSet(State.WOKEN) != State.WOKEN) {
            context.runOnContext(run -> empty());
        }
    }

    private void empty() {
        // First, so that what comes from here on is either found below, or wakes the hub again.
        state.set(State.QUIET);
        int done = 0;
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
            if (++done == MOST_AT_ONCE) {
                wake();
                break;
            }
        }
        // If the state is another, the hub has been woken already.
        if (done > 0
                && patience.afterDoing(done, System.nanoTime())
                && state.compareAndSet(State.QUIET, State.GATHERING)) {
            context.setTimer(GATHER_MS, id -> empty());
        }
    }
}
