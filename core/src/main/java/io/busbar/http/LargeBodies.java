package io.busbar.http;

import io.busbar.pipeline.OverloadedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What takes the longer the larger a body is: of small ones done at once, of large ones on few threads of its own, since what
 * else there is on an event loop would wait for it. One for each {@code Vertx}. Thread-safe.
 */
public final class LargeBodies implements Shareable {

    private static final String KEY = "io.busbar.largeBodies";

    /** Takes some 0.3 ms to be read and encoded. */
    private static final int LARGE_BYTES = 64 << 10;

    /** So much of the largest heap that there may be is for what waits, or is being done. */
    private static final int SHARE_OF_HEAP = 8;

    private static final long IDLE_SECONDS = 10;

    private final VertxInternal vertx;
    private final ThreadPoolExecutor threads;
    private final long mostBytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    private final AtomicLong bytesHeld = new AtomicLong();

    private LargeBodies(VertxInternal vertx) {
        this.vertx = vertx;
        // The event loops have the other processors.
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = new ThreadPoolExecutor(
                half,
                half,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                // Bounded by the bytes of what waits.
                new LinkedBlockingQueue<>(),
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
     *     OverloadedException} if what waits takes an eighth of the heap
     */
    <T> Future<T> call(int bytes, Callable<T> work) {
        Promise<T> outcome = vertx.getOrCreateContext().promise();
        if (bytes < LARGE_BYTES) {
            run(work, outcome);
        } else if (take(bytes)) {
            threads.execute(() -> {
                run(work, outcome);
                bytesHeld.addAndGet(-bytes);
            });
        } else {
            outcome.fail(new OverloadedException());
        }
        return outcome.future();
    }

    /** One alone may have any size that a request may have. */
    private boolean take(int bytes) {
        long held = bytesHeld.addAndGet(bytes);
        boolean isTaken = held <= mostBytes || held == bytes;
        if (!isTaken) {
            bytesHeld.addAndGet(-bytes);
        }
        return isTaken;
    }

    private static <T> void run(Callable<T> work, Promise<T> outcome) {
        try {
            outcome.complete(work.call());
        } catch (Throwable e) {
            // Also an error: whoever asked would wait for ever.
            outcome.tryFail(e);
        }
    }
}
