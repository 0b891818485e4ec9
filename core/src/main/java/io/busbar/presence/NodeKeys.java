package io.busbar.presence;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Which nodes have subscribers to which keys, as far as one node knows. Confined to one thread. */
final class NodeKeys {

    private final Map<String, Set<String>> keysByNode = new HashMap<>();
    private final Map<String, Integer> nodesByKey = new HashMap<>();
    private final Consumer<String> onFirst;
    private final Consumer<String> onLast;

    /**
     * Creates an empty table.
     *
     * @param onFirst told of each key that a first node has
     * @param onLast told of each key that no node has any more
     */
    NodeKeys(Consumer<String> onFirst, Consumer<String> onLast) {
        this.onFirst = onFirst;
        this.onLast = onLast;
    }

    void add(String node, String key) {
        if (keysByNode.computeIfAbsent(node, each -> new HashSet<>()).add(key)
                && nodesByKey.merge(key, 1, Integer::sum) == 1) {
            onFirst.accept(key);
        }
    }

    void remove(String node, String key) {
        Set<String> keys = keysByNode.get(node);
        if (keys != null && keys.remove(key) && nodesByKey.merge(key, -1, Integer::sum) == 0) {
            nodesByKey.remove(key);
            onLast.accept(key);
        }
    }

    /** Says that {@code node} has these keys, and no others. */
    void replace(String node, Collection<String> keys) {
        Set<String> wanted = new HashSet<>(keys);
        of(node).stream().filter(key -> !wanted.contains(key)).forEach(key -> remove(node, key));
        wanted.forEach(key -> add(node, key));
    }

    /** Forgets {@code node}. */
    void forget(String node) {
        replace(node, List.of());
        keysByNode.remove(node);
    }

    /** Returns the keys of {@code node}. */
    List<String> of(String node) {
        return List.copyOf(keysByNode.getOrDefault(node, Set.of()));
    }

    /** Returns all keys that some node has. */
    Set<String> all() {
        return Set.copyOf(nodesByKey.keySet());
    }
}
