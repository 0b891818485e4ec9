package io.busbar.testing;

import com.sun.management.ThreadMXBean;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The threads of the event loops of a Vert.x, and those of hubs: what they allocate, and a way to hold up the former. */
public final class LoopThreads {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** How the names of hubs' threads begin. */
    private static final String HUB = "busbar-hub-";

    private LoopThreads() {}

    /** Returns how many bytes all of them have allocated on the heap since they began. */
    public static long allocatedBytes(Vertx vertx) {
        long bytes = 0;
        for (EventExecutor loop : loops(vertx)) {
            long thread = CompletableFuture.supplyAsync(
                            () -> Thread.currentThread().getId(), loop)
                    .join();
            bytes += THREADS.getThreadAllocatedBytes(thread);
        }
        return bytes;
    }

    /** Returns how many bytes the threads of all hubs that there are have allocated on the heap since they began. */
    public static long allocatedByHubs() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith(HUB))
                .mapToLong(thread -> THREADS.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }

    /** Holds up all of them until {@code action} is done, so that what is for them gathers. */
    public static void whileHeld(Vertx vertx, Runnable action) {
        CountDownLatch held = new CountDownLatch(1);
        try {
            for (EventExecutor loop : loops(vertx)) {
                CountDownLatch waits = new CountDownLatch(1);
                loop.execute(() -> {
                    waits.countDown();
                    awaitQuietly(held);
                });
                awaitQuietly(waits);
            }
            action.run();
        } finally {
            held.countDown();
        }
    }

    private static Iterable<EventExecutor> loops(Vertx vertx) {
        return ((VertxInternal) vertx).nettyEventLoopGroup();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
