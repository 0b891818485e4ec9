package io.busbar.http;

import io.busbar.pipeline.OverloadedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What takes the longer the larger a body is: of small ones done at once, of large ones on few threads of its own, since what
 * else there is on an event loop would wait for it. One for each {@code Vertx}. Thread-safe.
 */
public final class LargeBodies implements Shareable {

    private static final String KEY = "io.busbar.largeBodies";

    /** Takes some 0.3 ms to be read and encoded. */
    private static final int LARGE_BYTES = 64 << 10;

    private static final int MOST_WAITING = 10_000;
    private static final long IDLE_SECONDS = 10;

    private final VertxInternal vertx;
    private final ThreadPoolExecutor threads;

    private LargeBodies(VertxInternal vertx) {
        this.vertx = vertx;
        // The event loops have the other processors.
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = new ThreadPoolExecutor(
                half,
                half,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                LargeBodies::thread);
        // Nobody has to end it: threads go when they have had nothing to do.
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "busbar-large-bodies");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns that of {@code vertx}. */
    public static LargeBodies of(VertxInternal vertx) {
        return vertx.sharedData()
                .<String, LargeBodies>getLocalMap(KEY)
                .computeIfAbsent(KEY, key -> new LargeBodies(vertx));
    }

    /**
     * Has {@code work} done, which is about a body of {@code bytes}: before this returns, or on another thread.
     *
     * @return completes on the caller's context with what it returns; fails with what it throws, and with an {@link
     *     OverloadedException} if too much is waiting
     */
    <T> Future<T> call(int bytes, Callable<T> work) {
        Promise<T> outcome = vertx.getOrCreateContext().promise();
        if (bytes < LARGE_BYTES) {
            run(work, outcome);
        } else {
            try {
                threads.execute(() -> run(work, outcome));
            } catch (RejectedExecutionException e) {
                outcome.fail(new OverloadedException());
            }
        }
        return outcome.future();
    }

    private static <T> void run(Callable<T> work, Promise<T> outcome) {
        try {
            outcome.complete(work.call());
        } catch (Throwable e) {
            // Also an error: whoever asked would wait for ever.
            outcome.fail(e);
        }
    }
}
