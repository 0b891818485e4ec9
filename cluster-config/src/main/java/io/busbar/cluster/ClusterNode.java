package io.busbar.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.busbar.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This JVM as a node of a cluster: a clustered {@code Vertx}, and what can be said of the cluster. Thread-safe; start it
 * once. Closing the {@code Vertx} leaves the cluster.
 *
 * <pre>{@code
 * ClusterNode node = ClusterNode.of(new ClusterOptions().setConfig("lan").setName("shop").setMembers(List.of("10.0.0.1", "10.0.0.2")));
 * node.start().onSuccess(vertx -> vertx.deployVerticle(new SseBridgeVerticle(), ...));
 * }</pre>
 *
 * <p>Bridges need none of this: they carry what any clustered {@code Vertx} brings them, whoever started it.
 */
public final class ClusterNode {

    private final ClusterOptions options;
    private final String name;
    private final HazelcastClusterManager manager;

    private ClusterNode(ClusterOptions options, Config config) {
        this.options = options;
        name = config.getClusterName();
        manager = new HazelcastClusterManager(config);
    }

    /**
     * Reads what {@code options} say, and starts nothing. Reads files, so call it from no event loop.
     *
     * @throws ConfigException naming the first fault's path and value; also if the cluster would be open to others by
     *     mistake, as its name is one that everybody has
     */
    public static ClusterNode of(ClusterOptions options) {
        ClusterOptions copy = new ClusterOptions(options);
        copy.validate();
        return new ClusterNode(copy, MemberConfig.load(copy));
    }

    /** Joins the cluster, see {@link #start(VertxBuilder, VertxOptions)}. */
    public Future<Vertx> start() {
        return start(Vertx.builder(), new VertxOptions());
    }

    /**
     * Joins the cluster, or begins one if there is none. Takes some seconds; up to half a minute if what it finds at the
     * others' addresses does not answer, and then it fails.
     *
     * @param builder what builds the {@code Vertx}; its options and cluster manager are set here
     * @param vertxOptions whose event-bus options get those of this node
     */
    public Future<Vertx> start(VertxBuilder builder, VertxOptions vertxOptions) {
        VertxOptions clustered = new VertxOptions(vertxOptions);
        BusLink.apply(options.getEventBus(), clustered.getEventBusOptions());
        return builder.with(clustered)
                .withClusterManager(manager)
                .buildClustered()
                .onSuccess(vertx -> {
                    HazelcastInstance hazelcast = manager.getHazelcastInstance();
                    MembershipLog log = new MembershipLog(this);
                    hazelcast.getCluster().addMembershipListener(log);
                    hazelcast.getLifecycleService().addLifecycleListener(log);
                    log.started(String.valueOf(
                            hazelcast.getCluster().getLocalMember().getAddress()));
                });
    }

    /** Returns the name of the cluster. */
    public String clusterName() {
        return name;
    }

    /** Returns the name of this run of this node, by which the event bus knows it, or null before it has started. */
    public @Nullable String id() {
        return manager.getNodeId();
    }

    /**
     * Returns how many members the cluster has, with this one: all that hold data, Busbar nodes or not, as far as this
     * one knows. It is 0 before the start and after the end. Never blocks.
     */
    public int members() {
        HazelcastInstance hazelcast = manager.getHazelcastInstance();
        return hazelcast == null ? 0 : MinimumMembers.present(hazelcast);
    }

    /** Returns the ids of all members that the event bus reaches, Busbar nodes or not; empty before the start. Never blocks. */
    public List<String> nodes() {
        try {
            return manager.getHazelcastInstance() == null ? List.of() : List.copyOf(manager.getNodes());
        } catch (HazelcastInstanceNotActiveException e) {
            return List.of();
        }
    }

    /** Returns how many members there have to be. */
    public int minimumMembers() {
        return options.getMinimumMembers();
    }

    /** Returns whether there are as many members as there have to be. Never blocks. */
    public boolean hasEnoughMembers() {
        return members() >= minimumMembers();
    }
}
