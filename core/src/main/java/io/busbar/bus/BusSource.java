package io.busbar.bus;

import io.busbar.address.AddressPattern;
import org.jspecify.annotations.Nullable;

/**
 * A listed source.
 *
 * @param busAddress what is consumed
 * @param addressHeader the header with the event's address in a multiplexed source; null if it is the bus address
 * @param carried the addresses that a multiplexed source carries; null for any
 */
public record BusSource(
        String busAddress,
        @Nullable String addressHeader,
        @Nullable AddressPattern carried) {

    /** Returns whether subscribing to {@code address} needs no consumer besides this source's. */
    boolean covers(String address) {
        return addressHeader == null ? busAddress.equals(address) : carried != null && carried.matches(address);
    }
}
