package io.busbar.testing;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.reflect.Field;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Counts what event loops have scheduled for later, Vert.x's timers among it: Netty shows it nowhere but inside. */
public final class LoopTimers {

    private LoopTimers() {}

    /** Returns how many timers there are on all event loops of {@code vertx}. */
    public static int of(Vertx vertx) {
        int count = 0;
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            count += CompletableFuture.supplyAsync(() -> scheduled(loop), loop).join();
        }
        return count;
    }

    private static int scheduled(EventExecutor loop) {
        try {
            Field tasks = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
            tasks.setAccessible(true);
            Queue<?> queue = (Queue<?>) tasks.get(loop);
            return queue == null ? 0 : queue.size();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this Netty keeps its timers elsewhere", e);
        }
    }
}
