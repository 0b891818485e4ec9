package io.busbar.permission;

import io.busbar.plugin.Event;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** The rules that permit an event. Addresses repeat, so what they match is kept for some. Confined to one thread. */
public final class RuleCache {

    private static final int ADDRESSES = 10_000;

    private final PermissionRules rules;
    private final Map<String, BitSet> byAddress = new HashMap<>();

    /** Creates an empty cache. */
    public RuleCache(PermissionRules rules) {
        this.rules = rules;
    }

    /** Returns the rules that permit {@code event}; not to be changed. */
    public BitSet permitting(Event event) {
        return rules.forBody(permitting(event.address()), event.body());
    }

    /** Returns the rules that permit some event on {@code address}; not to be changed. */
    public BitSet permitting(String address) {
        BitSet forAddress = byAddress.get(address);
        if (forAddress == null) {
            if (byAddress.size() == ADDRESSES) {
                byAddress.clear();
            }
            forAddress = rules.forAddress(address);
            byAddress.put(address, forAddress);
        }
        return forAddress;
    }
}
