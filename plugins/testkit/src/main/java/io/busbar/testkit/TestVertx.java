package io.busbar.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.metrics.MetricsOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;

/**
 * A Vert.x for one test, which tells what code on it has left behind: exceptions, consumers, and threads. A thread belongs
 * to the group of the one that made it, so what comes of its event loops is told from what other tests do.
 */
final class TestVertx {

    private static final int EVENT_LOOPS = 2;

    /** For what should be gone already, on a machine that may be busy. */
    private static final long GRACE_SECONDS = 3;

    private final ThreadGroup threads = new ThreadGroup("busbar-test");
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private final BusHandlers handlers = new BusHandlers(threads);
    private final Vertx vertx;

    TestVertx() {
        CompletableFuture<Vertx> made = new CompletableFuture<>();
        new Thread(threads, () -> made.completeAsync(this::make, Runnable::run), "busbar-test-start").start();
        vertx = made.join();
    }

    private Vertx make() {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setMetricsOptions(new MetricsOptions().setEnabled(true));
        Vertx made =
                Vertx.builder().with(options).withMetrics(ignored -> handlers).build();
        made.exceptionHandler(uncaught::add);
        // An event loop's thread is made with its first task, by whoever brings that.
        ((VertxInternal) made).nettyEventLoopGroup().forEach(loop -> loop.submit(() -> {})
                .syncUninterruptibly());
        return made;
    }

    Vertx vertx() {
        return vertx;
    }

    /**
     * Calls {@code task} on a thread whose threads are looked at by {@link #close}.
     *
     * @throws Exception what it throws
     */
    <T> T call(Callable<T> task) throws Exception {
        FutureTask<T> called = new FutureTask<>(task);
        new Thread(threads, called, "busbar-test-call").start();
        try {
            return called.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Returns the addresses on which code that ran on Vert.x' threads still has consumers. */
    List<String> consumersLeft() {
        Waiting.until(() -> handlers.left().isEmpty(), GRACE_SECONDS);
        return handlers.left();
    }

    /** Closes it, and returns what is left then: threads, and exceptions that nobody caught; each a sentence. */
    List<String> close() {
        List<String> faults = new ArrayList<>();
        try {
            Waiting.surely(vertx.close(), Waiting.CLOSING);
        } catch (AssertionError e) {
            faults.add(String.valueOf(e.getMessage()));
        }
        if (!Waiting.until(() -> alive().isEmpty(), GRACE_SECONDS)) {
            // Some end with the object that they work for.
            System.gc();
            Waiting.until(() -> alive().isEmpty(), GRACE_SECONDS);
        }
        alive().forEach(thread -> faults.add("the thread \"" + thread.getName() + "\" is still alive"));
        uncaught.forEach(e -> faults.add("an exception was thrown that nobody caught: " + withTrace(e)));
        return faults;
    }

    private static String withTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private List<Thread> alive() {
        Thread[] found = new Thread[threads.activeCount() + 10];
        List<Thread> alive = new ArrayList<>();
        for (int i = threads.enumerate(found) - 1; i >= 0; i--) {
            if (!isShared(found[i])) {
                alive.add(found[i]);
            }
        }
        return alive;
    }

    /** The JVM's and Netty's own, which all tests share, and which happen to have been made in this one. */
    private static boolean isShared(Thread thread) {
        return thread instanceof ForkJoinWorkerThread
                || thread.getName().startsWith("globalEventExecutor")
                || thread.getName().equals("CompletableFutureDelayScheduler");
    }
}
