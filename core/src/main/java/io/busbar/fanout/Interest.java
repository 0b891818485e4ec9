package io.busbar.fanout;

import io.busbar.address.KeyMap;
import io.busbar.address.SubscriptionKey;
import io.busbar.delivery.DeliveryLoop;
import java.util.ArrayList;
import java.util.List;

/** Which event loops want what. Confined to the hub's context. */
final class Interest {

    private final KeyMap<List<DeliveryLoop>> byKey = new KeyMap<>();
    private final List<DeliveryLoop> found = new ArrayList<>();

    void add(SubscriptionKey key, DeliveryLoop loop) {
        List<DeliveryLoop> loops = byKey.get(key);
        if (loops == null) {
            loops = new ArrayList<>(2);
            byKey.put(key, loops);
        }
        loops.add(loop);
    }

    boolean contains(SubscriptionKey key) {
        return byKey.get(key) != null;
    }

    void remove(SubscriptionKey key, DeliveryLoop loop) {
        List<DeliveryLoop> loops = byKey.get(key);
        if (loops != null && loops.remove(loop) && loops.isEmpty()) {
            byKey.remove(key);
        }
    }

    /**
     * Returns the loops that want events on {@code address}, each once; valid until the next call.
     *
     * @param patterns whether subscriptions to patterns count
     */
    List<DeliveryLoop> of(String address, boolean patterns) {
        found.clear();
        byKey.forEachMatch(address, patterns, loops -> {
            for (DeliveryLoop loop : loops) {
                if (!found.contains(loop)) {
                    found.add(loop);
                }
            }
        });
        return found;
    }

    /** Returns the loops that want anything, each once; valid until the next call. */
    List<DeliveryLoop> all() {
        found.clear();
        byKey.forEach(loops -> {
            for (DeliveryLoop loop : loops) {
                if (!found.contains(loop)) {
                    found.add(loop);
                }
            }
        });
        return found;
    }
}
