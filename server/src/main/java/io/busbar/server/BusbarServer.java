package io.busbar.server;

import io.busbar.cluster.ClusterNode;
import io.busbar.config.ConfigException;
import io.busbar.server.config.ServerConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A node: Vert.x, its bridges, its two servers, and its place in a cluster. Thread-safe; start it once. */
final class BusbarServer {

    /** After this time a connection without a request is cut. */
    static final Duration FIRST_REQUEST_LIMIT = Duration.ofSeconds(10);

    private final ServerConfig config;
    private final RequestGuard guard;
    private final Vertx vertx;
    private final NodePlugins plugins;
    private final NodeBridges bridges;
    private final NodeStatus status;
    private final ClusterView clusterView;
    private final Health health;
    private final AtomicReference<@Nullable String> httpDeployment = new AtomicReference<>();

    private BusbarServer(ServerConfig config, RequestGuard guard, Vertx vertx, @Nullable ClusterNode cluster) {
        this.config = config;
        this.guard = guard;
        this.vertx = vertx;
        plugins = new NodePlugins(vertx, config.getPlugins());
        try {
            bridges = new NodeBridges(vertx, config, plugins);
        } catch (RuntimeException e) {
            plugins.close();
            throw e;
        }
        status = new NodeStatus(cluster, bridges.all());
        clusterView = new ClusterView(vertx, cluster, status);
        health = new Health(() -> amiss(cluster, bridges));
    }

    /** What a started node tells about itself. */
    record Started(int httpPort, int managementPort, String nodeId) {}

    /**
     * Makes a node that does not listen to clients yet, and is a member of its cluster already, if it has one. Blocks until
     * it is.
     *
     * @throws ConfigException naming the first fault that {@code config} has
     * @throws StartException if the cluster can't be joined
     */
    static BusbarServer create(ServerConfig config) {
        return create(config, FIRST_REQUEST_LIMIT);
    }

    /** As {@link #create(ServerConfig)}, with another limit for the first request. */
    static BusbarServer create(ServerConfig config, Duration firstRequestLimit) {
        RequestGuard guard = new RequestGuard(firstRequestLimit);
        ClusterNode cluster = cluster(config);
        return create(
                config, guard, cluster == null ? NodeVertx.alone(guard) : NodeVertx.joined(guard, cluster), cluster);
    }

    /**
     * Makes a node that joins no cluster, whatever {@code config} says: to be closed at once, if it has no fault.
     *
     * @throws ConfigException naming the first fault that {@code config} has
     */
    static BusbarServer rehearse(ServerConfig config) {
        RequestGuard guard = new RequestGuard(FIRST_REQUEST_LIMIT);
        ClusterNode notJoined = cluster(config);
        return create(config, guard, NodeVertx.alone(guard), notJoined);
    }

    private static BusbarServer create(
            ServerConfig config, RequestGuard guard, Vertx vertx, @Nullable ClusterNode cluster) {
        try {
            Tls.check(vertx, config);
            return new BusbarServer(config, guard, vertx, cluster);
        } catch (RuntimeException e) {
            NodeVertx.discard(vertx);
            throw e;
        }
    }

    private static @Nullable ClusterNode cluster(ServerConfig config) {
        if (!config.getCluster().isEnabled()) {
            return null;
        }
        try {
            return ClusterNode.of(config.getCluster());
        } catch (ConfigException e) {
            throw e.below("cluster");
        }
    }

    /** Completes when everything listens and all bridges are ready; fails with a {@link StartException}. */
    Future<Started> start() {
        guard.start(vertx);
        ManagementVerticle management =
                new ManagementVerticle(config.getManagement(), health, status, clusterView, plugins, guard);
        // Vert.x deals out event loops in turn, so as many instances as there are loops use all of them.
        DeploymentOptions everyLoop = new DeploymentOptions().setInstances(NodeVertx.EVENT_LOOPS);
        AtomicReference<@Nullable ServerVerticle> http = new AtomicReference<>();
        return clusterView
                .start()
                .compose(started -> vertx.deployVerticle(management))
                .compose(deployed -> bridges.ready())
                .compose(ready -> vertx.deployVerticle(
                        () -> {
                            ServerVerticle instance = new ServerVerticle(config, bridges, guard);
                            http.set(instance);
                            return instance;
                        },
                        everyLoop))
                .map(deployment -> {
                    httpDeployment.set(deployment);
                    health.up();
                    plugins.watch();
                    int httpPort = Objects.requireNonNull(http.get()).actualPort();
                    return new Started(httpPort, management.actualPort(), status.id());
                });
    }

    /** Returns the time over which {@link #close} ends streams; the rest of it takes seconds at most, if nothing hangs. */
    Duration drainTime() {
        return config.getDrain().getTime();
    }

    /** Ends all streams at once, whatever {@link #close}, which was called, would give them. */
    void hurry() {
        bridges.close();
    }

    /**
     * Stops in the order in which clients notice it least: not ready any more, and nothing new is let in; streams told and
     * ended, one after the other, while another node records what nodes share; then servers, all the rest, and the
     * place in the cluster last. The management server answers until the end.
     */
    Future<Void> close() {
        health.stopping();
        String deployment = httpDeployment.getAndSet(null);
        Future<Void> drained = bridges.drain(drainTime())
                .eventually(bridges::close)
                .eventually(() -> deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment));
        Promise<Void> closed = Promise.promise(); // of no context: their event loops end
        drained.onComplete(stopped -> vertx.close().onComplete(ended -> {
            plugins.close();
            if (stopped.succeeded()) {
                closed.handle(ended);
            } else {
                closed.fail(stopped.cause());
            }
        }));
        return closed.future();
    }

    private static @Nullable String amiss(@Nullable ClusterNode cluster, NodeBridges bridges) {
        return cluster == null || cluster.hasEnoughMembers()
                ? bridges.outOfTouch()
                : "the cluster has " + cluster.members() + " of at least " + cluster.minimumMembers() + " members";
    }
}
