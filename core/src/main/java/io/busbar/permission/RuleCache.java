package io.busbar.permission;

import io.busbar.plugin.Event;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** The rules that permit an event. Addresses repeat, so what they match is kept. Confined to one thread. */
public final class RuleCache {

    private final PermissionRules rules;
    private final int addresses;
    private final Map<String, BitSet> byAddress = new HashMap<>();
    private final Map<BitSet, BitSet> distinct = new HashMap<>();

    /**
     * Creates an empty cache.
     *
     * @param addresses for how many it is kept; if there are more it begins anew
     */
    public RuleCache(PermissionRules rules, int addresses) {
        this.rules = rules;
        this.addresses = addresses;
    }

    /** Returns the rules that permit {@code event}; not to be changed. */
    public BitSet permitting(Event event) {
        return rules.forBody(permitting(event.address()), event.body());
    }

    /** Returns the rules that permit some event on {@code address}; not to be changed. */
    public BitSet permitting(String address) {
        BitSet forAddress = byAddress.get(address);
        if (forAddress == null) {
            if (byAddress.size() == addresses) {
                byAddress.clear();
                distinct.clear();
            }
            forAddress = distinct.computeIfAbsent(rules.forAddress(address), same -> same);
            byAddress.put(address, forAddress);
        }
        return forAddress;
    }
}
