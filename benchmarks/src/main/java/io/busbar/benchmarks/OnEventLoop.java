package io.busbar.benchmarks;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Lets JMH measure on a Vert.x event loop, since that is where the code runs, and thread locals are faster there. */
public final class OnEventLoop extends AbstractExecutorService {

    /** What makes JMH use this class; its name is JMH's. */
    static final String EXECUTOR = "-Djmh.executor=CUSTOM";

    /** See {@link #EXECUTOR}. */
    static final String EXECUTOR_CLASS = "-Djmh.executor.class=io.busbar.benchmarks.OnEventLoop";

    private final Vertx vertx = Vertx.vertx();
    private final EventLoop eventLoop =
            ((VertxInternal) vertx).createEventLoopContext().nettyEventLoop();

    /**
     * For JMH.
     *
     * @param threads how many there are to be; one is served
     * @param prefix what their names are to begin with
     */
    public OnEventLoop(int threads, String prefix) {
        if (threads != 1) {
            throw new IllegalArgumentException(prefix + ": measured on one thread only, not " + threads);
        }
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public void shutdown() {
        vertx.close();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return eventLoop.isShuttingDown();
    }

    @Override
    public boolean isTerminated() {
        return eventLoop.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return eventLoop.awaitTermination(timeout, unit);
    }
}
