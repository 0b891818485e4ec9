package io.busbar.server;

import io.busbar.cluster.ClusterNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Makes and ends the Vert.x of a node. Blocks its caller, so call it from no event loop. */
final class NodeVertx {

    /** One for each processor: the fewer there are, the oftener an event meets its reader on the loop that it came in by. */
    static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();

    private static final long SECONDS_TO_CLOSE = 8;

    private NodeVertx() {}

    /** Returns one of no cluster. */
    static Vertx alone(RequestGuard guard) {
        return builder(guard).with(options()).build();
    }

    /**
     * Returns one that has joined {@code cluster}.
     *
     * @throws StartException if it can't
     */
    static Vertx joined(RequestGuard guard, ClusterNode cluster) {
        try {
            return cluster.start(builder(guard), options())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            // Hazelcast's words for it are "Node failed to start!"
            String reason = cause instanceof IllegalStateException
                    ? "what it found at the others' addresses did not answer, or did not let it in"
                    : cause.getMessage();
            throw new StartException("can't join cluster \"" + cluster.clusterName() + "\": " + reason, cause);
        }
    }

    /** Closes what was of no use, and gives up after a while: others shall not miss a member that never was one. */
    static void discard(Vertx vertx) {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(SECONDS_TO_CLOSE, TimeUnit.SECONDS)
                .exceptionally(e -> null)
                .join();
    }

    private static VertxBuilder builder(RequestGuard guard) {
        return Vertx.builder().withTransport(guard.guard(transport()));
    }

    private static VertxOptions options() {
        return new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS);
    }

    private static Transport transport() {
        Transport nativeTransport = Transport.nativeTransport();
        return nativeTransport != null && nativeTransport.available() ? nativeTransport : Transport.NIO;
    }
}
