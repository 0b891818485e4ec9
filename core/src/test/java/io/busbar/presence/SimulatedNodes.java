package io.busbar.presence;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Nodes whose network, clock and members a test decides. */
final class SimulatedNodes {

    static final int DELAY_SECONDS = 10;

    /** A node that dies is a member for as long. */
    static final int DETECTION_SECONDS = 8;

    private static final int MANY = 5_000;
    private static final long SECOND = 1_000_000_000L;

    private final Map<String, Node> nodes = new TreeMap<>();
    private final Map<String, Long> members = new HashMap<>();
    private final Deque<Runnable> network = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final Map<String, Boolean> lastTold = new HashMap<>();
    private Predicate<Node> losing = to -> false;
    private long now;
    private long lastGone = -1_000 * SECOND;
    private int instances;
    private int asked;

    /** A node, with one bridge on it. */
    final class Node implements KeyExchange.Peers {
        private final String id;
        private final long since = now;
        private final Set<String> keys = new HashSet<>();
        private final KeyExchange exchange;

        Node(String id, String instance) {
            this.id = id;
            this.exchange = new KeyExchange(
                    id,
                    instance,
                    this,
                    new SubscriberEvents(DELAY_SECONDS * SECOND, () -> now, (key, subscribed) -> {
                        told.add(id + (subscribed ? " +" : " -") + key);
                        lastTold.put(key, subscribed);
                    }),
                    () -> now);
        }

        String id() {
            return id;
        }

        /** Returns since how many seconds it is there. */
        long age() {
            return (now - since) / SECOND;
        }

        KeyExchange exchange() {
            return exchange;
        }

        /** Returns what it wants. */
        Set<String> keys() {
            return keys;
        }

        /** Begins to want {@code key}, or ceases to. */
        void turn(String key) {
            exchange.changed(key, keys.add(key) || !keys.remove(key));
        }

        @Override
        public List<String> nodes() {
            return List.copyOf(members.keySet());
        }

        @Override
        public Future<KeyState> ask(String node) {
            asked++;
            Promise<KeyState> promise = Promise.promise();
            network.add(() -> {
                Node other = nodes.get(node);
                if (other != null) {
                    KeyState state = KeyState.of(other.exchange.state().toJson());
                    network.add(() -> promise.complete(state));
                } else {
                    promise.fail(new ReplyException(
                            members.getOrDefault(node, 0L) == Long.MAX_VALUE
                                    ? ReplyFailure.NO_HANDLERS
                                    : ReplyFailure.TIMEOUT));
                }
            });
            return promise.future();
        }

        @Override
        public void tell(KeyMessage message) {
            KeyMessage sent = KeyMessage.of(message.toJson());
            for (Node each : List.copyOf(nodes.values())) {
                if (each.equals(this) || !losing.test(each)) {
                    network.add(() -> each.exchange.hear(sent));
                }
            }
        }
    }

    /** Starts a bridge on {@code id}; does not deliver what that sends. */
    Node start(String id) {
        return start(id, MANY + instances++);
    }

    /** As {@link #start}, with a clock so much behind that it seems the eldest. */
    Node startBehind(String id) {
        return start(id, MANY - instances++);
    }

    private Node start(String id, int place) {
        Node node = new Node(id, place + "." + id);
        nodes.put(id, node);
        members.put(id, Long.MAX_VALUE);
        node.exchange.join();
        return node;
    }

    /** Has {@code node} close its bridge, with all streams, and then leave the cluster, or not. */
    void close(Node node, boolean leaves) {
        Set.copyOf(node.keys).forEach(node::turn);
        node.exchange.leave();
        nodes.remove(node.id);
        if (leaves) {
            members.remove(node.id);
        }
    }

    /** Returns whether all have noticed who is gone. */
    boolean isQuiet() {
        return now - lastGone > 2 * DETECTION_SECONDS * SECOND;
    }

    /** Has {@code node} say nothing any more; the others notice that later. */
    void kill(Node node) {
        lastGone = now;
        nodes.remove(node.id);
        members.put(node.id, now + DETECTION_SECONDS * SECOND);
    }

    /** Has {@code node} lose its bridge without a word, and stay in the cluster. */
    void loseBridge(Node node) {
        lastGone = now;
        nodes.remove(node.id);
    }

    /** Has those nodes miss what they are told from now on; null for none. */
    void lose(@Nullable Predicate<Node> who) {
        losing = who == null ? to -> false : who;
    }

    /** Delivers what is on its way. */
    void deliver() {
        while (!network.isEmpty()) {
            network.removeFirst().run();
        }
    }

    /** Lets time pass. */
    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            deliver();
            now += SECOND;
            members.values().removeIf(until -> until <= now);
            List.copyOf(nodes.values()).forEach(each -> each.exchange.tick());
        }
        deliver();
    }

    /** Returns those that are there. */
    List<Node> all() {
        return List.copyOf(nodes.values());
    }

    /** Returns and forgets what was told, by whom. */
    List<String> takeTold() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    /** Returns what was told last of each key. */
    Map<String, Boolean> lastTold() {
        return lastTold;
    }

    /** Returns how often a node has asked another. */
    int asked() {
        return asked;
    }
}
