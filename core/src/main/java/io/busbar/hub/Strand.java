package io.busbar.hub;

import io.netty.channel.EventLoop;
import io.vertx.core.ThreadingModel;
import io.vertx.core.impl.EventLoopExecutor;
import io.vertx.core.impl.VertxImpl;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.EventExecutor;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does one task at a time, in the order in which they come: on an event loop, or, while nothing else is there to be done, on
 * the thread of a caller that wants so. To wake the loop for an event, and to be woken by it for the answer, costs more than
 * the event does. Thread-safe.
 */
final class Strand implements EventExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(Strand.class);

    /** Then the loop's timers, and what plugins have on it, get their turn. */
    private static final int MOST_IN_ONE_TURN = 256;

    /** A caller may go on in what follows from the outcome: then its stack ends, and its thread gets to its other work. */
    private static final int MOST_NOW_IN_A_ROW = 32;

    private final EventLoop eventLoop;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** Whether somebody does something, or the loop is on its way. */
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile @Nullable Thread holder;

    /** What a task that is done on a caller's thread has done next, such as to look at what it has put on the bus. */
    private final Deque<Runnable> following = new ArrayDeque<>();

    private boolean isLent;
    private int nowInARow;

    /** Creates one that does on {@code eventLoop} what its callers don't. */
    Strand(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** Returns a context on which everything is done by this strand; its timers are those of the event loop. */
    ContextInternal newContext(VertxInternal vertx) {
        ContextInternal plain = vertx.contextBuilder().withEventLoop(eventLoop).build();
        return ((VertxImpl) plain.owner())
                .createContext(
                        // Of threads that Vert.x must not take for the loop's.
                        ThreadingModel.EXTERNAL,
                        new EventLoopExecutor(eventLoop),
                        this,
                        plain.workerPool(),
                        plain.closeFuture(),
                        plain.deployment(),
                        plain.classLoader());
    }

    @Override
    public boolean inThread() {
        return Thread.currentThread().equals(holder);
    }

    /**
     * Has {@code task} done on the event loop, or, if what is being done on a caller's thread asks for it, there after that. Any
     * thread.
     *
     * @throws RejectedExecutionException if the loop has ended
     */
    @Override
    public void execute(Runnable task) {
        if (inThread() && isLent) {
            following.add(task);
            return;
        }
        waiting.add(task);
        try {
            wake();
        } catch (RejectedExecutionException e) {
            waiting.remove(task);
            throw e;
        }
    }

    /**
     * Does {@code task} here and now, and what it asks for, if nothing is under way or waiting. Any thread.
     *
     * @param permitted asked when nothing else can be done meanwhile
     * @return whether it has been done; now and then not, so that what callers do next is not done within it for ever
     */
    boolean tryNow(BooleanSupplier permitted, Runnable task) {
        if (!waiting.isEmpty() || !busy.compareAndSet(false, true)) {
            return false;
        }
        holder = Thread.currentThread();
        try {
            if (++nowInARow > MOST_NOW_IN_A_ROW || !permitted.getAsBoolean()) {
                nowInARow = 0;
                return false;
            }
            isLent = true;
            for (Runnable next = task; next != null; next = following.poll()) {
                run(next);
            }
            return true;
        } finally {
            isLent = false;
            release();
        }
    }

    private void wake() {
        if (busy.compareAndSet(false, true)) {
            try {
                eventLoop.execute(this::empty);
            } catch (RejectedExecutionException e) {
                busy.set(false);
                throw e;
            }
        }
    }

    private void empty() {
        holder = Thread.currentThread();
        try {
            for (int i = 0; i < MOST_IN_ONE_TURN; i++) {
                Runnable task = waiting.poll();
                if (task == null) {
                    return;
                }
                run(task);
            }
        } finally {
            release();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // Those behind it are to go on.
            LOG.error("A task of the hub failed", e);
        }
    }

    private void release() {
        holder = null;
        busy.set(false);
        // What came meanwhile woke nobody.
        if (!waiting.isEmpty()) {
            try {
                wake();
            } catch (RejectedExecutionException e) {
                // The loop has ended, and with it all who could want this done.
                waiting.clear();
            }
        }
    }
}
