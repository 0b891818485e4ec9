package io.busbar.address;

import org.jspecify.annotations.Nullable;

/**
 * What one subscription asks for: an address, or the addresses that a pattern matches.
 *
 * @param text the address, or the pattern's text
 * @param pattern the pattern, or null for an address
 */
public record SubscriptionKey(String text, @Nullable AddressPattern pattern) {

    /**
     * Reads what a client asked for.
     *
     * @throws IllegalArgumentException if it holds a wildcard, and is no pattern
     */
    public static SubscriptionKey parse(String text) {
        return new SubscriptionKey(text, AddressPattern.isPattern(text) ? AddressPattern.parse(text) : null);
    }
}
