package io.busbar.plugins;

import io.busbar.config.Durations;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Bounds the time that something takes which a plugin may never end. */
final class Deadline {

    private Deadline() {}

    /** The time was over. */
    static final class Missed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Missed(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Returns a future that completes on {@code context} when {@code future} does, or fails with {@link Missed}.
     *
     * @param what who takes too long, for the message
     */
    static Future<Void> on(ContextInternal context, Duration limit, String what, Future<?> future) {
        Promise<Void> promise = context.promise();
        ScheduledFuture<?> timer = context.nettyEventLoop()
                .schedule(
                        () -> promise.tryFail(new Missed(what + " did not complete within " + Durations.format(limit))),
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
        future.onComplete(result -> {
            timer.cancel(false);
            if (result.succeeded()) {
                promise.tryComplete();
            } else {
                promise.tryFail(result.cause());
            }
        });
        return promise.future();
    }
}
