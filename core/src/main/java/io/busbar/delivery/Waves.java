package io.busbar.delivery;

import io.busbar.connection.SseConnection;
import io.busbar.plugin.CloseReason;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Ends streams of one event loop, evenly over a time, a slice at a time. Confined to that loop. */
final class Waves {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int SLICE = 256;

    private final EventLoop eventLoop;
    private final Deque<SseConnection> left;
    private final CloseReason reason;
    private final Predicate<SseConnection> isOpen;
    private final int total;
    private final long timeNanos;
    private final long beganNanos = System.nanoTime();
    private final Promise<Void> done = Promise.promise();
    private @Nullable ScheduledFuture<?> ticking;

    /**
     * Creates waves that have not begun.
     *
     * @param streams which to end; those that end otherwise meanwhile are fine
     * @param reason what they, and listeners, are told
     * @param isOpen whether a stream has not ended otherwise: if none of them is open any more, there is nothing to wait for
     * @param timeNanos over which time; 0 is at once
     */
    Waves(
            EventLoop eventLoop,
            Collection<SseConnection> streams,
            CloseReason reason,
            Predicate<SseConnection> isOpen,
            long timeNanos) {
        this.eventLoop = eventLoop;
        this.left = new ArrayDeque<>(streams);
        this.reason = reason;
        this.isOpen = isOpen;
        this.total = streams.size();
        this.timeNanos = timeNanos;
    }

    /** Begins; completes when all have ended. */
    Future<Void> begin() {
        if (timeNanos > 0 && total > 0) {
            long period = Math.min(PERIOD_NANOS, timeNanos);
            ticking = eventLoop.scheduleAtFixedRate(this::wave, period, period, TimeUnit.NANOSECONDS);
        } else {
            wave();
        }
        return done.future();
    }

    private void wave() {
        if (done.future().isComplete()) {
            return;
        }
        while (!left.isEmpty() && !isOpen.test(left.getFirst())) {
            left.removeFirst();
        }
        int mayStay = mayStay();
        for (int i = 0; i < SLICE && left.size() > mayStay; i++) {
            left.removeFirst().close(reason);
        }
        if (left.isEmpty()) {
            if (ticking != null) {
                ticking.cancel(false);
            }
            done.complete();
        } else if (left.size() > mayStay) {
            // Others come first.
            eventLoop.execute(this::wave);
        }
    }

    /** By the clock, not by the count of waves: what a busy loop was late with is made up for. */
    private int mayStay() {
        long elapsed = System.nanoTime() - beganNanos;
        return elapsed >= timeNanos ? 0 : total - (int) ((double) total * elapsed / timeNanos);
    }
}
