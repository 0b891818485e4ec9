package io.busbar.server;

import io.vertx.core.Future;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node as a process: from the ready line to SIGTERM. */
final class NodeProcess {

    /** What may pass, beside the time that streams are given, before something hangs: usually it is less than two. */
    private static final long SECONDS_TO_STOP = 8;

    private NodeProcess() {}

    /**
     * Makes a server, which may take a while if it joins a cluster, starts it, prints the ready line, and waits for the
     * process to be told to end, which it does with exit code 0 from its shutdown hook: this returns only by throwing.
     * Told again, it does not wait for streams to end one after the other.
     *
     * @throws StartException if the server can't start; it is closed then
     */
    static void run(Supplier<BusbarServer> maker, PrintWriter out, PrintWriter err) throws InterruptedException {
        SpareHeap.giveBack();
        AtomicReference<@Nullable BusbarServer> made = new AtomicReference<>();
        // A signal would make it 143 (128 + SIGTERM), as if the node had been killed.
        Thread stop = new Thread(() -> Runtime.getRuntime().halt(stop(made.get(), err)), "busbar-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        BusbarServer server;
        try {
            server = maker.get();
        } catch (RuntimeException e) {
            awaitEndIfStopping(stop);
            throw e;
        }
        made.set(server);
        try {
            BusbarServer.Started started = get(server.start());
            out.println("busbar ready http=" + started.httpPort() + " management=" + started.managementPort() + " node="
                    + started.nodeId());
        } catch (ExecutionException e) {
            awaitEndIfStopping(stop);
            close(server);
            throw e.getCause() instanceof StartException cannotStart
                    ? cannotStart
                    : new StartException("can't start: " + e.getCause(), e);
        }
        new CountDownLatch(1).await();
    }

    /** Closes {@code server}, or gives up after a while. */
    static void close(BusbarServer server) throws InterruptedException {
        try {
            closed(server, secondsToStop(server));
        } catch (ExecutionException | TimeoutException e) {
            // The process ends anyway, and there is a better reason to tell.
        }
    }

    /** Stops {@code server}, which is null if it has not been made yet: then there is nothing to tell anyone. */
    private static int stop(@Nullable BusbarServer server, PrintWriter err) {
        if (server == null) {
            return 0;
        }
        FurtherSignals.run(server::hurry);
        long seconds = secondsToStop(server);
        try {
            closed(server, seconds);
            return 0;
        } catch (TimeoutException e) {
            err.println("busbar: not everything stopped within " + seconds + " seconds");
        } catch (ExecutionException e) {
            err.println("busbar: stopped with a failure: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    private static long secondsToStop(BusbarServer server) {
        return server.drainTime().toSeconds() + SECONDS_TO_STOP;
    }

    private static void closed(BusbarServer server, long seconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        server.close().toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }

    /** Takes the shutdown hook away, so that the exit code is the failure's; or lets it end the process, if it runs. */
    private static void awaitEndIfStopping(Thread stop) throws InterruptedException {
        boolean stopping;
        try {
            stopping = !Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException e) {
            stopping = true;
        }
        if (stopping) {
            new CountDownLatch(1).await();
        }
    }

    private static <T> T get(Future<T> future) throws InterruptedException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
