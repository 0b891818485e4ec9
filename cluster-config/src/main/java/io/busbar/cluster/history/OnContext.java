package io.busbar.cluster.history;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/** Brings what completes elsewhere back to a context. Stateless. */
final class OnContext {

    private OnContext() {}

    /**
     * Completes as {@code future} does, on {@code context}, but never before what runs there now is over: whoever asks can finish
     * what it does before it is told.
     */
    static <T extends @Nullable Object> Future<T> later(ContextInternal context, Future<T> future) {
        Promise<T> promise = context.promise();
        future.onComplete(outcome -> context.runOnContext(run -> promise.handle(outcome)));
        return promise.future();
    }
}
