package io.busbar.presence;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Tells producers on the bus which keys have their first subscriber, and which have lost their last, for good: one that soon
 * gets another has not lost it. Confined to one thread.
 */
final class SubscriberEvents {

    private final Vertx vertx;
    private final String address;
    private final long delayNanos;
    private final BooleanSupplier speaks;
    private final Set<String> told = new HashSet<>();
    private final Map<String, Long> lost = new LinkedHashMap<>();

    /**
     * Creates one that has told nothing.
     *
     * @param address where on the bus
     * @param delayNanos how long a key has no subscriber before that is told
     * @param speaks whether this node is the one that tells; all others keep what was told in mind
     */
    SubscriberEvents(Vertx vertx, String address, long delayNanos, BooleanSupplier speaks) {
        this.vertx = vertx;
        this.address = address;
        this.delayNanos = delayNanos;
        this.speaks = speaks;
    }

    void first(String key) {
        lost.remove(key);
        if (told.add(key)) {
            tell(key, true);
        }
    }

    void last(String key) {
        lost.put(key, System.nanoTime() + delayNanos);
    }

    /** Tells what is due; to be called now and then. */
    void tick() {
        long now = System.nanoTime();
        Iterator<Map.Entry<String, Long>> oldest = lost.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Long> each = oldest.next();
            if (each.getValue() - now > 0) {
                return;
            }
            oldest.remove();
            if (told.remove(each.getKey())) {
                tell(each.getKey(), false);
            }
        }
    }

    private void tell(String key, boolean subscribed) {
        if (speaks.getAsBoolean()) {
            vertx.eventBus()
                    .publish(address, new JsonObject().put("address", key).put("subscribed", subscribed));
        }
    }
}
