package io.busbar.server;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.busbar.cluster.ClusterNode;
import io.busbar.cluster.ClusterOptions;
import io.busbar.testing.Conditions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A clustered Vert.x without Busbar, in this JVM: publishes, consumes, and sees who else does. */
final class BusNode implements AutoCloseable {

    private static final int SECONDS = 60;

    private final ClusterNode node;
    private final Vertx vertx;

    private BusNode(ClusterNode node, Vertx vertx) {
        this.node = node;
        this.vertx = vertx;
    }

    static BusNode start(ClusterOptions options) {
        ClusterNode node = ClusterNode.of(options);
        return new BusNode(node, get(node.start()));
    }

    Vertx vertx() {
        return vertx;
    }

    String id() {
        return node.id();
    }

    /** Publishes as any Vert.x application does. */
    void publish(String address, Object body) {
        vertx.eventBus().publish(address, body);
    }

    /** Publishes to a multiplexed source. */
    void publish(String source, String address, Object body) {
        vertx.eventBus().publish(source, body, new DeliveryOptions().addHeader("sse-address", address));
    }

    /** Returns the ids of the nodes that consume {@code address}, one for each registration in the cluster. */
    List<String> registrations(String address) {
        return nodes(subscriptions().get(address));
    }

    /** Returns the ids of the nodes that consume anything, one for each registration in the cluster, by address. */
    Map<String, List<String>> registrations() {
        MultiMap<String, HazelcastRegistrationInfo> all = subscriptions();
        return all.keySet().stream().collect(Collectors.toMap(address -> address, address -> nodes(all.get(address))));
    }

    /** Returns the id of the node that records the log of the bridge "default"; empty while none does. */
    String recorder() {
        String role =
                hazelcast().<String, String>getMap("__busbar.default.state").get("role");
        return role == null ? "" : role.split(" ", -1)[1];
    }

    /** Waits until nothing is lost if a member is. */
    void awaitSafety() {
        Conditions.await(
                "all data to have its copies",
                () -> hazelcast().getPartitionService().isClusterSafe(),
                Duration.ofSeconds(SECONDS));
    }

    void awaitMembers(int count) {
        Conditions.await(
                () -> count + " members, as the tests' node sees it: " + node.members(),
                () -> node.members() == count,
                Duration.ofSeconds(SECONDS));
    }

    private MultiMap<String, HazelcastRegistrationInfo> subscriptions() {
        HazelcastInstance hazelcast = hazelcast();
        return hazelcast.getMultiMap("__vertx.subs");
    }

    private HazelcastInstance hazelcast() {
        return ((HazelcastClusterManager) ((VertxInternal) vertx).clusterManager()).getHazelcastInstance();
    }

    private static List<String> nodes(Collection<HazelcastRegistrationInfo> registrations) {
        return registrations.stream()
                .map(HazelcastRegistrationInfo::unwrap)
                .map(RegistrationInfo::nodeId)
                .toList();
    }

    private static <T> T get(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
