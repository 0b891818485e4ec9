package io.busbar.testkit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits in the test's thread for what others do. */
final class Waiting {

    /** For how long: enough for a busy machine. */
    static final long SECONDS = 10;

    /** Whoever can't close then is not waited for twice. */
    private static final long AFTER_FAILURE_SECONDS = 1;

    /** What closing Vert.x is called. */
    static final String CLOSING = "closing Vert.x";

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
        return on(future, what, SECONDS);
    }

    private static <T> T on(Future<T> future, String what, long seconds) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(what + ": not within " + seconds + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(what + ": " + e.getCause(), e.getCause());
        }
    }

    /** As {@link #on}, where a failure of the future is one of the test. */
    static <T> T surely(Future<T> future, String what) {
        return surely(future, what, SECONDS);
    }

    /** As {@link #surely(Future, String)}, for as long as {@code seconds}. */
    static <T> T surely(Future<T> future, String what, long seconds) {
        try {
            return on(future, what, seconds);
        } catch (Exception e) {
            throw new AssertionError(what + ": " + e, e);
        }
    }

    /** Closes {@code vertx} after a failure, which stays the one to tell of. */
    static void close(Vertx vertx, Throwable failure) {
        try {
            surely(vertx.close(), CLOSING, AFTER_FAILURE_SECONDS);
        } catch (AssertionError e) {
            failure.addSuppressed(e);
        }
    }
}
