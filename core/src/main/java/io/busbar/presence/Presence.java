package io.busbar.presence;

import io.busbar.bus.NodeLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who subscribes to what in the whole cluster, whichever cluster manager that has; without a cluster, on this node. Confined to
 * the hub's context.
 */
public final class Presence {

    private static final String ALONE = "";
    private static final long TICK_MILLIS = 1_000;
    private static final long TIMEOUT_MILLIS = 2_000;
    private static final String KEYS = "keys";

    private final ContextInternal context;
    private final EventBus bus;
    private final @Nullable ClusterManager cluster;
    private final String self;
    private final String toAll;
    private final NodeLink link;
    private final SubscriberCounts counts;
    private final @Nullable String address;
    private final @Nullable KeyExchange keys;
    private @Nullable Long ticks;

    /**
     * Creates one that is not connected.
     *
     * @param local completes with how many streams of this node have subscribed to an address
     */
    public Presence(ContextInternal context, PresenceSettings settings, Function<String, Future<Integer>> local) {
        this.context = context;
        this.bus = context.owner().eventBus();
        this.cluster = context.owner().clusterManager();
        this.self = cluster == null ? ALONE : cluster.getNodeId();
        this.toAll = "__busbar." + settings.bridge() + ".presence";
        this.link = new NodeLink(context.owner(), toAll, self);
        this.counts = new SubscriberCounts(self, this::nodes, link, local);
        this.address = settings.address();
        this.keys = address == null ? null : exchange(address, settings.delayNanos());
    }

    private KeyExchange exchange(String producers, long delayNanos) {
        SubscriberEvents events = new SubscriberEvents(
                delayNanos,
                System::nanoTime,
                (key, subscribed) -> bus.publish(
                        producers, new JsonObject().put("address", key).put("subscribed", subscribed)));
        String instance = "%016x-%s".formatted(System.currentTimeMillis(), UUID.randomUUID());
        return new KeyExchange(self, instance, new OverTheBus(), events, System::nanoTime);
    }

    private List<String> nodes() {
        return cluster == null ? List.of(self) : cluster.getNodes();
    }

    /** How nodes tell each other what they want. */
    private final class OverTheBus implements KeyExchange.Peers {

        @Override
        public List<String> nodes() {
            return Presence.this.nodes();
        }

        @Override
        public Future<KeyState> ask(String node) {
            return link.ask(node, KEYS, Buffer.buffer(), TIMEOUT_MILLIS).map(KeyState::of);
        }

        @Override
        public void tell(KeyMessage message) {
            if (cluster != null) {
                bus.publish(toAll, message.toJson());
            }
        }
    }

    /**
     * Connects; completes when the other nodes can ask this one, and, if first and last subscribers are told, this one has
     * asked them.
     */
    public Future<Void> start() {
        Future<Void> linked = cluster == null ? Future.succeededFuture() : link.answer(this::answer);
        KeyExchange exchange = keys;
        if (exchange == null) {
            return linked;
        }
        ticks = context.setPeriodic(TICK_MILLIS, id -> exchange.tick());
        return linked.compose(answers -> cluster == null
                        ? Future.succeededFuture()
                        : link.<JsonObject>consume(toAll, message -> exchange.hear(KeyMessage.of(message.body()))))
                .compose(hears -> exchange.join())
                // For producers that come later. Not before this node knows what the others know.
                .compose(joined ->
                        link.<Object>consume(address + ".current", message -> tellCurrent(message, exchange)));
    }

    private static void tellCurrent(Message<Object> message, KeyExchange exchange) {
        message.reply(new JsonArray(List.copyOf(exchange.all())));
    }

    private Future<JsonObject> answer(String operation, String from, Buffer body) {
        if (operation.equals(SubscriberCounts.OPERATION)) {
            return counts.answer(body.toString());
        }
        return keys == null
                ? Future.failedFuture("First and last subscribers are not told here")
                : Future.succeededFuture(keys.state().toJson());
    }

    /**
     * Completes, and never fails, with how many streams of the cluster have subscribed to an address: those of nodes that
     * answer within two seconds.
     */
    public Future<Integer> subscribers(String of) {
        return counts.subscribers(of);
    }

    /** Notes that on this node one more wants {@code key}, or one less; not each stream, but each log that is followed. */
    public void changed(String key, boolean wanted) {
        if (keys != null) {
            keys.changed(key, wanted);
        }
    }

    /** Disconnects, and tells the others; completes when the bus knows. */
    public Future<Void> close() {
        if (ticks != null) {
            context.owner().cancelTimer(ticks);
            ticks = null;
        }
        if (keys != null) {
            keys.leave();
        }
        return link.close();
    }
}
