package io.busbar.cluster.history;

import io.busbar.history.NoRecorderException;
import io.busbar.pipeline.OverloadedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this node wants of the recorder, whichever that is: it is asked again when another has taken its place, until the
 * time is over. What is asked may have been done before, so it must be such as can be. Confined to the hub's context.
 */
final class Requests {

    private static final int MOST = 10_000;
    private static final long MOST_BYTES = 64L << 20;

    private final long timeoutNanos;
    private final Set<Request<?>> open = new LinkedHashSet<>();
    private long bytes;

    Requests(long timeoutMillis) {
        timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    private static final class Request<T extends @Nullable Object> {
        private final Supplier<@Nullable Future<T>> attempt;
        private final long deadline;
        private final Promise<T> outcome = Promise.promise();
        private int attempts;
        private boolean waits;

        Request(Supplier<@Nullable Future<T>> attempt, long deadline) {
            this.attempt = attempt;
            this.deadline = deadline;
        }

        void begin() {
            int number = ++attempts;
            Future<T> answer = attempt.get();
            waits = answer == null;
            if (answer == null) {
                return;
            }
            answer.onComplete(result -> {
                if (number != attempts || outcome.future().isComplete()) {
                    return;
                }
                if (result.succeeded()) {
                    outcome.complete(result.result());
                } else if (result.cause() instanceof NoRecorderException) {
                    waits = true;
                } else {
                    outcome.fail(result.cause());
                }
            });
        }
    }

    /**
     * Asks.
     *
     * @param attempt asks whoever records now; returns null if that is not known. If the answer is a
     *     {@link NoRecorderException}, it is called again
     * @param size how many bytes wait with it
     * @return fails with a {@link NoRecorderException} when the time is over, and with an {@link OverloadedException} if too
     *     much is asked already
     */
    <T extends @Nullable Object> Future<T> ask(Supplier<@Nullable Future<T>> attempt, int size) {
        if (open.size() == MOST || bytes + size > MOST_BYTES) {
            return Future.failedFuture(new OverloadedException());
        }
        Request<T> request = new Request<>(attempt, System.nanoTime() + timeoutNanos);
        open.add(request);
        bytes += size;
        request.outcome.future().onComplete(done -> {
            open.remove(request);
            bytes -= size;
        });
        request.begin();
        return request.outcome.future();
    }

    /** Asks again what waits, as there is a recorder now. */
    void wake() {
        List.copyOf(open).stream().filter(request -> request.waits).forEach(Request::begin);
    }

    /** Takes what was asked for lost, as the recorder is gone; it is asked again at {@link #wake}. */
    void interrupt() {
        for (Request<?> request : open) {
            request.attempts++;
            request.waits = true;
        }
    }

    /** Fails what has waited too long. */
    void expire() {
        long now = System.nanoTime();
        for (Request<?> request : List.copyOf(open)) {
            if (request.deadline - now <= 0) {
                request.outcome.tryFail(new NoRecorderException());
            }
        }
    }

    /** Fails everything. */
    void close() {
        List.copyOf(open).forEach(request -> request.outcome.tryFail(new NoRecorderException()));
    }
}
