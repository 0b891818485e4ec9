package io.busbar.examples.quickstart;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;

/** The example as {@link Quickstart} starts it, in this process. */
final class RunningQuickstart implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final int port;

    private RunningQuickstart(int port) {
        WebServer server = new WebServer(HOST, port);
        await(vertx.deployVerticle(server).compose(deployed -> vertx.deployVerticle(new MachineMetrics())));
        this.port = server.port();
    }

    /** Starts the example on a free port. */
    static RunningQuickstart start() {
        return startAgain(0);
    }

    /** Starts the example on the port that another one had. */
    static RunningQuickstart startAgain(int port) {
        return new RunningQuickstart(port);
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    /** Goes as a server that is stopped: the port is free again, and all connections are closed. */
    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, SECONDS)
                .join();
    }
}
