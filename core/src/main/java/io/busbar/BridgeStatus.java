package io.busbar;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

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
 * @param closed connections that ended since the start, by reason
 * @param dropped events that were not delivered to anyone since the start, by reason
 */
public record BridgeStatus(
        String name,
        int connections,
        int subscriptions,
        int busConsumers,
        long eventsIn,
        long eventsOut,
        long windowBytes,
        Map<String, Long> closed,
        Map<String, Long> dropped) {

    /** Copies the maps. */
    public BridgeStatus {
        closed = Map.copyOf(closed);
        dropped = Map.copyOf(dropped);
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
                .put("closed", new JsonObject(new TreeMap<>(closed)))
                .put("dropped", new JsonObject(new TreeMap<>(dropped)));
    }
}
