package io.busbar;

import io.busbar.plugins.PluginStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a bridge on this node at one moment.
 *
 * @param name the bridge's name
 * @param connections open streams, and those that are being opened
 * @param subscriptions pairs of an open stream and an address or pattern
 * @param busConsumers event-bus consumers: listed sources, and addresses that are subscribed to or linger
 * @param eventsIn events that were received from the bus and from publishers, since the start
 * @param eventsOut events written, one per connection that got it, since the start
 * @param windowBytes bytes that the window holds now, with what pending writes still pin of it
 * @param history what is retained for resumes; null without a history, and as long as this node is not in touch with a shared one
 * @param slow how often a reader became slow, since the start
 * @param missed entries of the log that slow readers were told they may have missed, since the start
 * @param resumed connections that resumed, since the start, by how that ended
 * @param closed connections that ended since the start, by reason
 * @param dropped events that were not delivered to anyone since the start, by reason
 * @param chain a digest of the plugins, their order, versions and settings, alike on nodes whose chains are
 * @param plugins the plugins, in the order of the chain
 */
public record BridgeStatus(
        String name,
        int connections,
        int subscriptions,
        int busConsumers,
        long eventsIn,
        long eventsOut,
        long windowBytes,
        @Nullable History history,
        long slow,
        long missed,
        Map<String, Long> resumed,
        Map<String, Long> closed,
        Map<String, Long> dropped,
        String chain,
        List<PluginStatus> plugins) {

    /**
     * What is retained.
     *
     * @param before the id after which everything is retained
     * @param head the id of the newest event
     * @param events how many events are retained
     * @param lastValues how many addresses have a last value
     * @param lastValueBytes what is kept of last values beside the window, with what pending writes still pin of it
     * @param recorder the node that records, if nodes share the history and one does; else null
     */
    public record History(
            String before,
            String head,
            long events,
            int lastValues,
            long lastValueBytes,
            @Nullable String recorder) {

        JsonObject toJson() {
            return new JsonObject()
                    .put("before", before)
                    .put("head", head)
                    .put("events", events)
                    .put("lastValues", lastValues)
                    .put("lastValueBytes", lastValueBytes)
                    .put("recorder", recorder);
        }
    }

    /** Copies what could change. */
    public BridgeStatus {
        resumed = Map.copyOf(resumed);
        closed = Map.copyOf(closed);
        dropped = Map.copyOf(dropped);
        plugins = List.copyOf(plugins);
    }

    /** Returns these counters as JSON, under the names of this record's components. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("connections", connections)
                .put("subscriptions", subscriptions)
                .put("busConsumers", busConsumers)
                .put("eventsIn", eventsIn)
                .put("eventsOut", eventsOut)
                .put("windowBytes", windowBytes)
                .put("history", history == null ? null : history.toJson())
                .put("slow", slow)
                .put("missed", missed)
                .put("resumed", new JsonObject(new TreeMap<>(resumed)))
                .put("closed", new JsonObject(new TreeMap<>(closed)))
                .put("dropped", new JsonObject(new TreeMap<>(dropped)))
                .put("chain", chain)
                .put(
                        "plugins",
                        new JsonArray(plugins.stream().map(PluginStatus::toJson).toList()));
    }
}
