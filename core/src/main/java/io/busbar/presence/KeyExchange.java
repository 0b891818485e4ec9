package io.busbar.presence;

import io.busbar.bus.NodeLink;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What bridges of one name, on all nodes, begin and cease to want. Each tells the others, and numbers what it tells; who
 * finds a gap asks for the whole. The eldest is the one that tells producers, since it knows what those know that left.
 * Confined to the hub's context.
 */
final class KeyExchange {

    /** Who is there tells something each second. */
    private static final long SILENCE_NANOS = 5_000_000_000L;

    private final String node;
    private final String instance;
    private final Peers peers;
    private final SubscriberEvents events;
    private final LongSupplier nanoTime;
    private final NodeKeys keys;

    /** Of this node: how many want a key. While one log gives way to another, two may. */
    private final Map<String, Integer> own = new HashMap<>();

    /** Those whose keys are known, by instance: the eldest first. */
    private final TreeMap<String, Participant> others = new TreeMap<>();

    private final Set<String> asked = new HashSet<>();
    private long said;
    private boolean joined;
    private boolean left;

    /** The other nodes. */
    interface Peers {

        /** Returns the ids of all nodes of the cluster, this one included. */
        List<String> nodes();

        /** Asks a node for its {@link KeyExchange#state}; fails as {@link NodeLink#ask}. */
        Future<KeyState> ask(String node);

        /** Tells all nodes. */
        void tell(KeyMessage message);
    }

    private static final class Participant {
        private final String node;
        private long number;
        private long heardNanos;

        Participant(String node) {
            this.node = node;
        }
    }

    /**
     * Creates one that takes no part yet.
     *
     * @param instance different from all others, also from such that were on this node before, and greater than those that
     *     have begun before, as far as clocks agree
     * @param nanoTime as {@link System#nanoTime}
     */
    KeyExchange(String node, String instance, Peers peers, SubscriberEvents events, LongSupplier nanoTime) {
        this.node = node;
        this.instance = instance;
        this.peers = peers;
        this.events = events;
        this.nanoTime = nanoTime;
        this.keys = new NodeKeys(events::first, events::last);
    }

    /** Takes part from now on; completes, and never fails, when all that are there were asked. */
    Future<Void> join() {
        List<Future<Void>> answers = peers.nodes().stream()
                .filter(each -> !each.equals(node))
                .map(this::ask)
                .toList();
        return Future.join(answers).map(all -> {
            if (!left) {
                joined = true;
                choose();
                tell(null, false, false);
            }
            return null;
        });
    }

    /** Returns all keys that someone wants. */
    Set<String> all() {
        return keys.all();
    }

    /** Returns what this node answers to one that has missed something. */
    KeyState state() {
        return new KeyState(instance, said, keys.of(instance), events.untold());
    }

    /** Notes that on this node one more wants {@code key}, or one less. */
    void changed(String key, boolean wanted) {
        int before = own.getOrDefault(key, 0);
        int after = before + (wanted ? 1 : -1);
        if (after == 0) {
            own.remove(key);
            keys.remove(instance, key);
        } else {
            own.put(key, after);
            keys.add(instance, key);
        }
        if (before == 0 || after == 0) {
            said++;
            if (joined) {
                tell(key, wanted, false);
            }
        }
    }

    private void tell(@Nullable String key, boolean wanted, boolean gone) {
        peers.tell(new KeyMessage(node, instance, said, key, wanted, gone));
    }

    /** Takes what another, or this one itself, has told. */
    void hear(KeyMessage message) {
        if (left || message.instance().equals(instance)) {
            return;
        }
        if (message.gone()) {
            forget(message.instance());
            choose();
            return;
        }
        Participant participant = others.get(message.instance());
        if (participant == null) {
            ask(message.node());
            return;
        }
        participant.heardNanos = nanoTime.getAsLong();
        String key = message.key();
        if (key != null && message.number() == participant.number + 1) {
            participant.number++;
            if (message.wanted()) {
                keys.add(message.instance(), key);
            } else {
                keys.remove(message.instance(), key);
            }
        } else if (message.number() > participant.number) {
            ask(message.node());
        }
    }

    /** Asks a node for everything, unless it is being asked. */
    private Future<Void> ask(String to) {
        if (!asked.add(to)) {
            return Future.succeededFuture();
        }
        return peers.ask(to).onComplete(answered -> asked.remove(to)).transform(answer -> {
            if (!left && answer.succeeded()) {
                learn(to, answer.result());
            } else if (!left && NodeLink.isAbsent(answer.cause())) {
                forgetSilent(to, "");
            }
            return Future.succeededFuture();
        });
    }

    private void learn(String from, KeyState state) {
        if (!state.instance().equals(instance)) {
            boolean isNew = !others.containsKey(state.instance());
            Participant participant = others.computeIfAbsent(state.instance(), each -> new Participant(from));
            participant.heardNanos = nanoTime.getAsLong();
            if (isNew || state.number() > participant.number) {
                participant.number = state.number();
                keys.replace(state.instance(), state.keys());
            }
            if (isNew) {
                events.missed(state.untold());
            }
        }
        forgetSilent(from, state.instance());
        choose();
    }

    /** Forgets those of a node that don't answer, and tell nothing: they went without a word. */
    private void forgetSilent(String on, String answering) {
        long now = nanoTime.getAsLong();
        for (String each : List.copyOf(others.keySet())) {
            Participant participant = others.get(each);
            if (participant != null
                    && participant.node.equals(on)
                    && !each.equals(answering)
                    && now - participant.heardNanos >= SILENCE_NANOS) {
                forget(each);
            }
        }
        choose();
    }

    private void forget(String gone) {
        others.remove(gone);
        keys.forget(gone);
    }

    /** One tells: the eldest. */
    private void choose() {
        events.speak(joined && (others.isEmpty() || instance.compareTo(others.firstKey()) < 0));
    }

    /** Does what is due; to be called each second. */
    void tick() {
        if (!joined) {
            return;
        }
        Set<String> nodes = Set.copyOf(peers.nodes());
        long now = nanoTime.getAsLong();
        for (Map.Entry<String, Participant> each : List.copyOf(others.entrySet())) {
            Participant participant = each.getValue();
            if (!nodes.contains(participant.node)) {
                forget(each.getKey());
            } else if (now - participant.heardNanos >= SILENCE_NANOS) {
                ask(participant.node);
            }
        }
        choose();
        tell(null, false, false);
        events.tick(others.isEmpty() ? now : others.firstEntry().getValue().heardNanos - SILENCE_NANOS);
    }

    /** Takes no part any more, and says so. */
    void leave() {
        left = true;
        if (!joined) {
            return;
        }
        joined = false;
        if (others.isEmpty()) {
            events.end();
        }
        tell(null, false, true);
    }
}
