package io.busbar.presence;

import io.busbar.bus.NodeLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** How many streams of the whole cluster have subscribed to an address: each node is asked for its own. Keeps nothing. */
final class SubscriberCounts {

    /** What a node is asked for. */
    static final String OPERATION = "count";

    private static final long TIMEOUT_MILLIS = 2_000;
    private static final String COUNT = "count";

    private final String node;
    private final Supplier<List<String>> nodes;
    private final NodeLink link;
    private final Function<String, Future<Integer>> local;

    /**
     * Creates counts of nothing.
     *
     * @param node this node's id
     * @param nodes the ids of all nodes, this one included
     * @param local completes with the number of this node
     */
    SubscriberCounts(
            String node, Supplier<List<String>> nodes, NodeLink link, Function<String, Future<Integer>> local) {
        this.node = node;
        this.nodes = nodes;
        this.link = link;
        this.local = local;
    }

    /** Completes, and never fails, with the number of the cluster, as far as nodes answer within two seconds. */
    Future<Integer> subscribers(String address) {
        List<Future<Integer>> counts = new ArrayList<>();
        for (String each : nodes.get()) {
            Future<Integer> count = each.equals(node)
                    ? local.apply(address)
                    : link.ask(each, OPERATION, Buffer.buffer(address), TIMEOUT_MILLIS)
                            .map(answer -> answer.getInteger(COUNT));
            counts.add(count.otherwise(0));
        }
        return Future.join(counts)
                .map(all ->
                        all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
    }

    /** Returns what this node answers. */
    Future<JsonObject> answer(String address) {
        return local.apply(address).map(count -> new JsonObject().put(COUNT, count));
    }
}
