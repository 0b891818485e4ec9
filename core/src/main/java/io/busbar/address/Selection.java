package io.busbar.address;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The addresses and patterns of one reader. Immutable. */
public final class Selection {

    private static final int FEW = 8;

    private final List<String> addresses;
    private final Set<String> addressSet;
    private final List<AddressPattern> patterns;

    /** Creates a selection of {@code keys}. */
    public Selection(List<SubscriptionKey> keys) {
        List<String> exact = new ArrayList<>(keys.size());
        List<AddressPattern> found = new ArrayList<>(keys.size());
        for (SubscriptionKey key : keys) {
            if (key.pattern() == null) {
                exact.add(key.text());
            } else {
                found.add(key.pattern());
            }
        }
        addresses = List.copyOf(exact);
        patterns = List.copyOf(found);
        // Most readers have one or two, for which a set is but memory.
        addressSet = exact.size() > FEW ? new HashSet<>(exact) : Set.of();
    }

    /**
     * Returns whether {@code address} is among them.
     *
     * @param byPatterns whether patterns count
     */
    public boolean contains(String address, boolean byPatterns) {
        if (addressSet.isEmpty()) {
            for (int i = 0; i < addresses.size(); i++) {
                if (addresses.get(i).equals(address)) {
                    return true;
                }
            }
        } else if (addressSet.contains(address)) {
            return true;
        }
        if (byPatterns) {
            for (int i = 0; i < patterns.size(); i++) {
                if (patterns.get(i).matches(address)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the exact addresses. */
    public List<String> addresses() {
        return addresses;
    }

    /** Returns whether there are patterns. */
    public boolean hasPatterns() {
        return !patterns.isEmpty();
    }
}
