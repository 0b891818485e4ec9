package io.busbar.address;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Values by subscription key, found again by the address of an event. Confined to one thread. */
public final class KeyMap<T> {

    // By text, not by key: of texts that collide on purpose a map of Comparables still finds one fast.
    private final Map<String, T> addresses = new HashMap<>();
    private final Map<String, T> patterns = new HashMap<>();
    private final AddressIndex<T> byPattern = new AddressIndex<>();

    /** Creates an empty map. */
    public KeyMap() {}

    /** Returns the value of {@code key}, or null. */
    public @Nullable T get(SubscriptionKey key) {
        return (key.pattern() == null ? addresses : patterns).get(key.text());
    }

    /** Sets the value of {@code key}. */
    public void put(SubscriptionKey key, T value) {
        if (key.pattern() == null) {
            addresses.put(key.text(), value);
        } else {
            patterns.put(key.text(), value);
            byPattern.put(key.pattern(), value);
        }
    }

    /** Removes {@code key} and its value. */
    public void remove(SubscriptionKey key) {
        if (key.pattern() == null) {
            addresses.remove(key.text());
        } else {
            patterns.remove(key.text());
            byPattern.remove(key.pattern());
        }
    }

    /** Returns how many keys there are. */
    public int size() {
        return addresses.size() + patterns.size();
    }

    /** Calls {@code action} with each value whose key is the address or, if {@code patterns}, matches it. */
    public void forEachMatch(String address, boolean patterns, Consumer<T> action) {
        T exact = addresses.get(address);
        if (exact != null) {
            action.accept(exact);
        }
        if (patterns) {
            byPattern.forEachMatch(address, action);
        }
    }

    /** Calls {@code action} with each value. */
    public void forEach(Consumer<T> action) {
        addresses.values().forEach(action);
        patterns.values().forEach(action);
    }
}
