package io.busbar.server;

import io.busbar.bus.NodeLink;
import io.busbar.cluster.ClusterNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole cluster, as seen from this node: each is asked for its status, over the event bus. Nodes that are no Busbar
 * servers are listed as members, and no more. Thread-safe.
 */
final class ClusterView {

    private static final String PREFIX = "__busbar.server";
    private static final String STATUS = "status";
    private static final long TIMEOUT_MILLIS = 2_000;
    private static final long SAMPLE_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 5_000;

    private final Vertx vertx;
    private final @Nullable ClusterNode cluster;
    private final NodeStatus status;
    private final NodeLink link;
    private volatile List<String> differences = List.of();

    /** {@code cluster} is null if there is none. */
    ClusterView(Vertx vertx, @Nullable ClusterNode cluster, NodeStatus status) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.status = status;
        this.link = new NodeLink(vertx, PREFIX, status.id());
    }

    /** Begins to answer other nodes, and to look at them; completes when they can ask. */
    Future<Void> start() {
        vertx.setPeriodic(SAMPLE_MILLIS, id -> status.sample());
        if (cluster == null) {
            return Future.succeededFuture();
        }
        vertx.setPeriodic(LOOK_MILLIS, id -> statuses().onSuccess(this::compare));
        return link.answer((operation, from, body) -> Future.succeededFuture(own()));
    }

    private JsonObject own() {
        return status.toJson().put("busbar", true);
    }

    /** Completes with the members, what each node says of itself, and where their bridges differ. Never fails. */
    Future<JsonObject> toJson() {
        return statuses().map(nodes -> {
            compare(nodes);
            JsonObject json = new JsonObject();
            if (cluster != null) {
                json.put("name", cluster.clusterName())
                        .put("members", cluster.members())
                        .put("minimumMembers", cluster.minimumMembers());
            }
            return json.put("nodes", new JsonArray(nodes)).put("differences", new JsonArray(differences));
        });
    }

    /** Returns where bridges, and their plugins, differ on other nodes, as of a few seconds ago; each a sentence. */
    List<String> differences() {
        return differences;
    }

    private Future<List<JsonObject>> statuses() {
        List<String> nodes = cluster == null ? List.of(status.id()) : cluster.nodes();
        List<Future<JsonObject>> answers = new ArrayList<>();
        nodes.forEach(node -> answers.add(statusOf(node)));
        return Future.join(answers).map(all -> all.list());
    }

    private Future<JsonObject> statusOf(String node) {
        if (node.equals(status.id())) {
            return Future.succeededFuture(own());
        }
        return link.ask(node, STATUS, Buffer.buffer(), TIMEOUT_MILLIS).otherwise(cause -> {
            JsonObject member = new JsonObject().put("node", node);
            return NodeLink.isAbsent(cause) ? member.put("busbar", false) : member.put("unreachable", true);
        });
    }

    private void compare(List<JsonObject> nodes) {
        Map<String, String> own = status.chains();
        List<String> found = new ArrayList<>();
        for (JsonObject node : nodes) {
            if (node.getBoolean("busbar", false)) {
                compare(own, chains(node), node.getString("node"), found);
            }
        }
        differences = List.copyOf(found);
    }

    private static void compare(Map<String, String> own, Map<String, String> others, String node, List<String> found) {
        own.forEach((bridge, chain) -> {
            String other = others.get(bridge);
            if (other == null) {
                found.add("bridge \"" + bridge + "\" is not on node " + node);
            } else if (!other.equals(chain)) {
                found.add("bridge \"" + bridge + "\" has other plugins on node " + node);
            }
        });
        others.keySet().stream()
                .filter(bridge -> !own.containsKey(bridge))
                .forEach(bridge -> found.add("bridge \"" + bridge + "\" is on node " + node + ", and not on this one"));
    }

    private static Map<String, String> chains(JsonObject node) {
        Map<String, String> chains = new TreeMap<>();
        for (Object each : node.getJsonArray("bridges")) {
            JsonObject bridge = (JsonObject) each;
            chains.put(bridge.getString("name"), bridge.getString("chain"));
        }
        return chains;
    }
}
