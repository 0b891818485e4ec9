package io.busbar.hub;

import io.busbar.history.LogClosedException;
import io.busbar.pipeline.OverloadedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the hub, by anyone: done on its context, in order, until it ends; and, where that matters, once it has
 * started.
 */
final class Calls {

    /** So many calls may wait for the first plugins. */
    private static final int MOST_WAITING = 10_000;

    private final ContextInternal context;
    private final Strand strand;
    private final BooleanSupplier anywhere;
    private final Future<Void> started;

    // owned by the hub's context
    private int waiting;
    private boolean closed;

    /**
     * Creates it.
     *
     * @param strand of the hub's {@code context}
     * @param anywhere whether what is quick may be done on any thread now, since no plugin has a part in it; asked on the hub's
     *     context
     * @param started completes on the hub's context
     */
    Calls(ContextInternal context, Strand strand, BooleanSupplier anywhere, Future<Void> started) {
        this.context = context;
        this.strand = strand;
        this.anywhere = anywhere;
        this.started = started;
    }

    /**
     * Has {@code task} done. Any thread.
     *
     * @return completes on the caller's context, with the task's outcome, or fails with a {@link LogClosedException}
     */
    <T extends @Nullable Object> Future<T> call(Supplier<Future<T>> task) {
        Promise<T> promise = context.owner().getOrCreateContext().promise();
        context.runOnContext(run -> outcomeOf(task).onComplete(promise));
        return promise.future();
    }

    /**
     * Has {@code task} done after the start, or not at all if that fails. Any thread.
     *
     * @return as {@link #call}; fails with an {@link OverloadedException}, too, if too many wait for the start
     */
    <T extends @Nullable Object> Future<T> callStarted(Supplier<Future<T>> task) {
        return call(() -> whenStarted(task));
    }

    /** As {@link #callStarted}; {@code task}, which is quick, is done before this returns if that is possible. */
    <T extends @Nullable Object> Future<T> callStartedNow(Supplier<Future<T>> task) {
        Now<T> now = new Now<>(() -> whenStarted(task));
        Future<T> outcome = strand.tryNow(anywhere, now) ? now.outcome : null;
        if (outcome == null) {
            return callStarted(task);
        }
        Promise<T> promise = context.owner().getOrCreateContext().promise();
        outcome.onComplete(promise);
        return promise.future();
    }

    /** A task on the hub's context, but on the caller's thread. */
    private final class Now<T extends @Nullable Object> implements Runnable {
        private final Supplier<Future<T>> task;
        private @Nullable Future<T> outcome;

        Now(Supplier<Future<T>> task) {
            this.task = task;
        }

        @Override
        public void run() {
            ContextInternal previous = context.beginDispatch();
            try {
                outcome = outcomeOf(task);
            } finally {
                context.endDispatch(previous);
            }
        }
    }

    private <T extends @Nullable Object> Future<T> outcomeOf(Supplier<Future<T>> task) {
        if (closed) {
            return Future.failedFuture(new LogClosedException());
        }
        try {
            return task.get();
        } catch (Throwable e) {
            return Future.failedFuture(e);
        }
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
        context.runOnContext(run -> {
            closed = true;
            end.run();
        });
    }
}
