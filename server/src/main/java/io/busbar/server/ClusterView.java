package io.busbar.server;

import io.busbar.cluster.ClusterNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole cluster, as seen from this node: each is asked for its status, over the event bus. Nodes that are no Busbar
 * servers are listed as members, and no more. Thread-safe.
 */
final class ClusterView {

    private static final String PREFIX = "__busbar.server.";
    private static final long TIMEOUT_MILLIS = 2_000;
    private static final long SAMPLE_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 5_000;

    private final Vertx vertx;
    private final @Nullable ClusterNode cluster;
    private final NodeStatus status;
    private volatile List<String> differences = List.of();

    /** {@code cluster} is null if there is none. */
    ClusterView(Vertx vertx, @Nullable ClusterNode cluster, NodeStatus status) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.status = status;
    }

    /** Begins to answer other nodes, and to look at them; completes when they can ask. */
    Future<Void> start() {
        vertx.setPeriodic(SAMPLE_MILLIS, id -> status.sample());
        if (cluster == null) {
            return Future.succeededFuture();
        }
        vertx.setPeriodic(LOOK_MILLIS, id -> statuses().onSuccess(this::compare));
        return vertx.eventBus()
                .consumer(PREFIX + status.id(), message -> message.reply(status.toJson()))
                .completion();
    }

    /** Completes with the members, what each node says of itself, and where their plugins differ. Never fails. */
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

    /** Returns where the plugins of other nodes differ from this one's, as of a few seconds ago; each a sentence. */
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
            return Future.succeededFuture(status.toJson());
        }
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS);
        return vertx.eventBus()
                .<JsonObject>request(PREFIX + node, null, options)
                .map(Message::body)
                .otherwise(cause -> new JsonObject()
                        .put("node", node)
                        .put("busbar", isNoServer(cause) ? false : null)
                        .put("unreachable", !isNoServer(cause)));
    }

    private static boolean isNoServer(Throwable cause) {
        return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    private void compare(List<JsonObject> nodes) {
        Map<String, String> own = status.chains();
        List<String> found = new ArrayList<>();
        for (JsonObject node : nodes) {
            for (Object each : node.getJsonArray("bridges", new JsonArray())) {
                JsonObject bridge = (JsonObject) each;
                String name = bridge.getString("name");
                String chain = own.get(name);
                if (chain != null && !chain.equals(bridge.getString("chain"))) {
                    found.add("bridge \"" + name + "\" has other plugins on node " + node.getString("node"));
                }
            }
        }
        differences = List.copyOf(found);
    }
}
