package io.busbar.address;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Values by subscription key, found again by the address of an event. Confined to one thread. */
public final class KeyMap<T> {

    private final Map<SubscriptionKey, T> byKey = new HashMap<>();
    private final Map<String, T> byAddress = new HashMap<>();
    private final AddressIndex<T> byPattern = new AddressIndex<>();

    /** Creates an empty map. */
    public KeyMap() {}

    /** Returns the value of {@code key}, or null. */
    public @Nullable T get(SubscriptionKey key) {
        return byKey.get(key);
    }

    /** Sets the value of {@code key}. */
    public void put(SubscriptionKey key, T value) {
        byKey.put(key, value);
        if (key.pattern() == null) {
            byAddress.put(key.text(), value);
        } else {
            byPattern.put(key.pattern(), value);
        }
    }

    /** Removes {@code key} and its value. */
    public void remove(SubscriptionKey key) {
        byKey.remove(key);
        if (key.pattern() == null) {
            byAddress.remove(key.text());
        } else {
            byPattern.remove(key.pattern());
        }
    }

    /** Returns whether there is no key. */
    public boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** Calls {@code action} with each value whose key is the address or, if {@code patterns}, matches it. */
    public void forEachMatch(String address, boolean patterns, Consumer<T> action) {
        T exact = byAddress.get(address);
        if (exact != null) {
            action.accept(exact);
        }
        if (patterns) {
            byPattern.forEachMatch(address, action);
        }
    }

    /** Calls {@code action} with each value. */
    public void forEach(Consumer<T> action) {
        byKey.values().forEach(action);
    }
}
