package io.busbar.hub;

import io.busbar.history.LogClosedException;
import io.busbar.pipeline.OverloadedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is asked of the hub, by anyone: done on its context, in order, until it ends; and, where that matters, once it has started. */
final class Calls {

    /** So many calls may wait for the first plugins. */
    private static final int MOST_WAITING = 10_000;

    private final ContextInternal context;
    private final Inbox inbox;
    private final Future<Void> started;

    // owned by the hub's context
    private int waiting;
    private boolean closed;

    /**
     * Creates it.
     *
     * @param started completes on the hub's context
     */
    Calls(ContextInternal context, Future<Void> started) {
        this.context = context;
        this.inbox = new Inbox(context);
        this.started = started;
    }

    /**
     * Has {@code task} done. Any thread.
     *
     * @return completes on the caller's context, with the task's outcome, or fails with a {@link LogClosedException}
     */
    <T extends @Nullable Object> Future<T> call(Supplier<Future<T>> task) {
        return call(task, false);
    }

    /**
     * Has {@code task} done after the start, or not at all if that fails. Any thread.
     *
     * @param canWait whether it may come after what the caller puts on the bus later
     * @return as {@link #call}; fails with an {@link OverloadedException}, too, if too many wait for the start
     */
    <T extends @Nullable Object> Future<T> callStarted(Supplier<Future<T>> task, boolean canWait) {
        return call(() -> whenStarted(task), canWait);
    }

    private <T extends @Nullable Object> Future<T> call(Supplier<Future<T>> task, boolean canWait) {
        Promise<T> promise = context.owner().getOrCreateContext().promise();
        inbox.execute(
                () -> {
                    if (closed) {
                        promise.fail(new LogClosedException());
                        return;
                    }
                    try {
                        task.get().onComplete(promise);
                    } catch (Throwable e) {
                        promise.tryFail(e);
                    }
                },
                canWait);
        return promise.future();
    }

    private <T extends @Nullable Object> Future<T> whenStarted(Supplier<Future<T>> task) {
        if (started.isComplete()) {
            return started.succeeded() ? task.get() : Future.failedFuture(new OverloadedException());
        }
        if (waiting == MOST_WAITING) {
            return Future.failedFuture(new OverloadedException());
        }
        waiting++;
        return started.onComplete(done -> waiting--).transform(done -> whenStarted(task));
    }

    /** Returns whether nothing is done any more. On the hub's context. */
    boolean areClosed() {
        return closed;
    }

    /** Has {@code end} done after what was asked before, and nothing after it. Any thread. */
    void close(Runnable end) {
        inbox.execute(
                () -> {
                    closed = true;
                    end.run();
                },
                false);
    }
}
