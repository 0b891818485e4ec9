package io.busbar.testkit;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits in the test's thread for what others do. */
final class Waiting {

    /** For how long: enough for a busy machine. */
    static final long SECONDS = 10;

    private static final long POLL_MILLIS = 2;

    private Waiting() {}

    /** Returns whether {@code condition} came to hold in time; asks again and again. */
    static boolean until(BooleanSupplier condition) {
        return until(condition, SECONDS);
    }

    /** Returns whether {@code condition} came to hold within {@code seconds}. */
    static boolean until(BooleanSupplier condition, long seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
        return true;
    }

    /**
     * Returns what {@code future} completes with.
     *
     * @param what it is, for the failure's message
     * @throws AssertionError if it does not complete in time
     * @throws Exception what it fails with, as it is
     */
    static <T> T on(Future<T> future, String what) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(what + ": not within " + SECONDS + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(what + ": " + e.getCause(), e.getCause());
        }
    }

    /** As {@link #on}, where a failure of the future is one of the test. */
    static <T> T surely(Future<T> future, String what) {
        try {
            return on(future, what);
        } catch (Exception e) {
            throw new AssertionError(what + ": " + e, e);
        }
    }
}
