package io.busbar.server;

import io.busbar.BridgeStatus;
import io.busbar.SseBridge;
import io.busbar.cluster.ClusterNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The node's counters: those of its bridges, and their sums. Thread-safe. */
final class NodeStatus {

    private final String id;
    private final @Nullable ClusterNode cluster;
    private final long startedNanos = System.nanoTime();
    private final List<SseBridge> bridges;
    private final Rates rates = new Rates();

    /** {@code cluster} is null if there is none. */
    NodeStatus(@Nullable ClusterNode cluster, List<SseBridge> bridges) {
        String clusterId = cluster == null ? null : cluster.id();
        this.id = clusterId == null ? UUID.randomUUID().toString() : clusterId;
        this.cluster = cluster;
        this.bridges = List.copyOf(bridges);
    }

    /** Returns the name of this run of this node; in a cluster the one by which the event bus knows it. */
    String id() {
        return id;
    }

    /** Notes what the counters are now, for the rates; to be called every second or so. */
    void sample() {
        List<BridgeStatus> all = bridges.stream().map(SseBridge::status).toList();
        rates.sample(sum(all, BridgeStatus::eventsIn), sum(all, BridgeStatus::eventsOut));
    }

    /** Returns the digests of the bridges' chains of plugins, by the bridges' names. */
    Map<String, String> chains() {
        Map<String, String> chains = new TreeMap<>();
        bridges.stream().map(SseBridge::status).forEach(bridge -> chains.put(bridge.name(), bridge.chain()));
        return chains;
    }

    JsonObject toJson() {
        List<BridgeStatus> all = bridges.stream().map(SseBridge::status).toList();
        Rates.PerSecond perSecond = rates.perSecond();
        JsonObject json = new JsonObject()
                .put("node", id)
                .put("version", Version.text())
                .put("uptimeSeconds", (System.nanoTime() - startedNanos) / 1_000_000_000)
                .put("connections", sum(all, BridgeStatus::connections))
                .put("subscriptions", sum(all, BridgeStatus::subscriptions))
                .put("busConsumers", sum(all, BridgeStatus::busConsumers))
                .put("eventsIn", sum(all, BridgeStatus::eventsIn))
                .put("eventsOut", sum(all, BridgeStatus::eventsOut))
                .put("eventsInPerSecond", perSecond.in())
                .put("eventsOutPerSecond", perSecond.out())
                .put("closed", sumByReason(all, BridgeStatus::closed))
                .put("dropped", sumByReason(all, BridgeStatus::dropped))
                .put(
                        "bridges",
                        new JsonArray(all.stream().map(BridgeStatus::toJson).toList()));
        if (cluster != null) {
            json.put(
                    "cluster",
                    new JsonObject().put("name", cluster.clusterName()).put("members", cluster.members()));
        }
        return json;
    }

    private static long sum(List<BridgeStatus> all, ToLongFunction<BridgeStatus> counter) {
        return all.stream().mapToLong(counter).sum();
    }

    private static JsonObject sumByReason(List<BridgeStatus> all, Function<BridgeStatus, Map<String, Long>> counters) {
        Map<String, Object> sums = new TreeMap<>();
        for (BridgeStatus status : all) {
            counters.apply(status).forEach((reason, count) -> sums.merge(reason, count, (a, b) -> (Long) a + (Long) b));
        }
        return new JsonObject(sums);
    }
}
