package io.busbar.pipeline;

import io.busbar.config.Durations;
import io.busbar.plugin.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A function of a plugin, and what contains it. Thread-safe. */
final class Guarded<F> implements Watched {

    private final Guard guard;
    private final F function;
    private final boolean onStreams;
    private final Breaker.Streak streak;

    // 0 as long as it never kept its thread
    private volatile long keptNanos;

    private Guarded(Guard guard, F function, boolean onStreams) {
        this.guard = guard;
        this.function = function;
        this.onStreams = onStreams;
        this.streak = guard.newStreak();
    }

    /** Returns a function that is called on the bridge's event loop. */
    static <F> Guarded<F> onBridge(Guard guard, F function) {
        return new Guarded<>(guard, function, false);
    }

    /** Returns a function that is called on the event loops of connections. */
    static <F> Guarded<F> onStreams(Guard guard, F function) {
        return new Guarded<>(guard, function, true);
    }

    Guard guard() {
        return guard;
    }

    F function() {
        return function;
    }

    void succeeded() {
        guard.succeeded(streak);
    }

    /** Notes a failure of this function. */
    void failed(String what, Throwable cause) {
        guard.failed(streak, what, cause);
    }

    /**
     * Notes that it, a transform, failed on {@code event}.
     *
     * @return the event if it goes on unchanged, or null
     */
    @Nullable Event failedOn(Event event, Throwable cause) {
        failed("transform, on address " + event.address(), cause);
        guard.deadLetter(event, cause);
        return guard.policy().failOpen() ? event : null;
    }

    /**
     * Returns whether it is to be left alone since it kept an event loop of connections: called again, it would do the
     * same again to those who have nothing to do with it.
     */
    boolean rests() {
        long since = keptNanos;
        return since != 0 && System.nanoTime() - since < guard.policy().breakerNanos();
    }

    @Override
    public void blocked(Thread thread, long millis, boolean again) {
        if (!onStreams) {
            guard.blocked(thread, millis, again);
            return;
        }
        long restNanos = guard.policy().breakerNanos();
        keptNanos = System.nanoTime() | 1;
        guard.blocked(
                thread,
                millis,
                again,
                "the streams there wait, and it is not asked again for "
                        + Durations.format(Duration.ofNanos(restNanos)));
    }
}
