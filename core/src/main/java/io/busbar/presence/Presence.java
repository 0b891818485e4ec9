package io.busbar.presence;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who subscribes to what in the whole cluster, whichever cluster manager that has; without a cluster, on this node. Nodes
 * tell each other what they begin and cease to want, if first and last subscribers are to be told; who missed something
 * asks for the whole. Confined to the hub's context.
 */
public final class Presence {

    private static final String ALONE = "";
    private static final long TICK_MILLIS = 1_000;
    private static final long TIMEOUT_MILLIS = 2_000;
    private static final String COUNT = "count";
    private static final String KEYS = "keys";

    private final ContextInternal context;
    private final PresenceSettings settings;
    private final Function<String, Future<Integer>> local;
    private final @Nullable ClusterManager cluster;
    private final String self;
    private final String toAll;
    private final NodeKeys keys;
    private final @Nullable SubscriberEvents events;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();

    /** What each node has said last, by number: a gap means that something was missed. */
    private final Map<String, Long> heard = new HashMap<>();

    private long said;
    private @Nullable Long ticks;

    /**
     * Creates one that is not connected.
     *
     * @param local completes with how many streams of this node would get an event on an address
     */
    public Presence(ContextInternal context, PresenceSettings settings, Function<String, Future<Integer>> local) {
        this.context = context;
        this.settings = settings;
        this.local = local;
        this.cluster = context.owner().clusterManager();
        this.self = cluster == null ? ALONE : cluster.getNodeId();
        this.toAll = "__busbar." + settings.bridge() + ".presence";
        this.events = settings.address() == null
                ? null
                : new SubscriberEvents(context.owner(), settings.address(), settings.delayNanos(), this::speaks);
        this.keys = new NodeKeys(
                key -> {
                    if (events != null) {
                        events.first(key);
                    }
                },
                key -> {
                    if (events != null) {
                        events.last(key);
                    }
                });
    }

    /** Connects; completes when the other nodes can ask this one. */
    public Future<Void> start() {
        List<Future<Void>> ready = new ArrayList<>();
        if (cluster != null) {
            ready.add(consume(addressOf(self), this::answer));
        }
        if (events != null) {
            ticks = context.setPeriodic(TICK_MILLIS, id -> tick());
            // For producers that come later.
            ready.add(consume(settings.address() + ".current", this::tellCurrent));
            if (cluster != null) {
                ready.add(consume(toAll, this::hear));
            }
        }
        return Future.all(ready).mapEmpty();
    }

    private <T> Future<Void> consume(String address, Handler<Message<T>> handler) {
        MessageConsumer<T> consumer = context.owner().eventBus().consumer(address, handler);
        consumers.add(consumer);
        return consumer.completion();
    }

    private String addressOf(String node) {
        return toAll + "." + node;
    }

    private List<String> nodes() {
        return cluster == null ? List.of(self) : cluster.getNodes();
    }

    private void tellCurrent(Message<Object> message) {
        message.reply(new JsonArray(List.copyOf(keys.all())));
    }

    // ---- counts ----

    /**
     * Completes with how many streams of the cluster would get an event on {@code address}, as far as nodes answer within
     * two seconds.
     */
    public Future<Integer> subscribers(String address) {
        List<Future<Integer>> counts = new ArrayList<>();
        for (String node : nodes()) {
            counts.add(
                    node.equals(self)
                            ? local.apply(address)
                            : ask(node, COUNT, address)
                                    .map(answer -> answer.getInteger(COUNT))
                                    .otherwise(0));
        }
        return Future.join(counts)
                .map(all ->
                        all.<Integer>list().stream().mapToInt(Integer::intValue).sum());
    }

    private Future<JsonObject> ask(String node, String operation, String address) {
        DeliveryOptions options =
                new DeliveryOptions().setSendTimeout(TIMEOUT_MILLIS).addHeader("operation", operation);
        return context.owner()
                .eventBus()
                .<JsonObject>request(addressOf(node), Buffer.buffer(address), options)
                .map(Message::body);
    }

    private void answer(Message<Buffer> message) {
        if (COUNT.equals(message.headers().get("operation"))) {
            local.apply(message.body().toString())
                    .onSuccess(count -> message.reply(new JsonObject().put(COUNT, count)));
        } else {
            message.reply(new JsonObject().put("number", said).put(KEYS, new JsonArray(keys.of(self))));
        }
    }

    // ---- first and last subscribers ----

    /** Notes that someone on this node wants {@code key} now, or nobody any more. */
    public void changed(String key, boolean wanted) {
        if (events == null) {
            return;
        }
        if (wanted) {
            keys.add(self, key);
        } else {
            keys.remove(self, key);
        }
        said++;
        say(new JsonObject().put("key", key).put("wanted", wanted));
    }

    private void say(JsonObject what) {
        if (cluster != null) {
            context.owner().eventBus().publish(toAll, what.put("node", self).put("number", said));
        }
    }

    private void hear(Message<JsonObject> message) {
        JsonObject told = message.body();
        String node = told.getString("node");
        long number = told.getLong("number");
        if (node.equals(self)) {
            return;
        }
        Long before = heard.get(node);
        String key = told.getString("key");
        if (before == null && number == 0) {
            heard.put(node, 0L);
        } else if (key != null && before != null && number == before + 1) {
            heard.put(node, number);
            if (told.getBoolean("wanted")) {
                keys.add(node, key);
            } else {
                keys.remove(node, key);
            }
        } else if (before == null || number > before) {
            // Something was missed, as when this node has just come.
            ask(node, KEYS, "").onSuccess(all -> {
                if (all.getLong("number") >= heard.getOrDefault(node, 0L)) {
                    heard.put(node, all.getLong("number"));
                    keys.replace(
                            node,
                            all.getJsonArray(KEYS).stream()
                                    .map(String.class::cast)
                                    .toList());
                }
            });
        }
    }

    /** One node tells: that with the least id, of those that have something to tell. */
    private boolean speaks() {
        return heard.keySet().stream().allMatch(node -> self.compareTo(node) < 0);
    }

    private void tick() {
        List<String> nodes = nodes();
        for (String node : List.copyOf(heard.keySet())) {
            if (!nodes.contains(node)) {
                heard.remove(node);
                keys.forget(node);
            }
        }
        say(new JsonObject());
        if (events != null) {
            events.tick();
        }
    }

    /** Disconnects; completes when the bus knows. */
    public Future<Void> close() {
        if (ticks != null) {
            context.owner().cancelTimer(ticks);
            ticks = null;
        }
        List<Future<Void>> ends = new ArrayList<>();
        consumers.forEach(consumer -> ends.add(consumer.unregister()));
        consumers.clear();
        return Future.join(ends).mapEmpty();
    }
}
