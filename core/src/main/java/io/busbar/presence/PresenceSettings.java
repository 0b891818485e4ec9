package io.busbar.presence;

import org.jspecify.annotations.Nullable;

/**
 * What presence needs to know of the options.
 *
 * @param bridge the bridge's name
 * @param address where on the bus first and last subscribers are told; null for nowhere
 * @param delayNanos how long an address has no subscriber before that is told
 */
public record PresenceSettings(String bridge, @Nullable String address, long delayNanos) {}
