package io.busbar.hub;

import java.time.Duration;

/**
 * What the hub needs to know of the options.
 *
 * @param name the bridge's name
 * @param windowBytes the bound of the window
 * @param eventBytes the largest frame
 * @param coalesceNanos for how long events of a busy address are gathered; 0 is not at all
 * @param heartbeatNanos outbound silence before a heartbeat; 0 is never
 * @param stallNanos time without progress before a reader is given up
 */
public record HubSettings(
        String name, long windowBytes, long eventBytes, long coalesceNanos, long heartbeatNanos, long stallNanos) {

    private static final long SHORTEST_TICK = Duration.ofMillis(25).toNanos();
    private static final long LONGEST_TICK = Duration.ofSeconds(1).toNanos();

    /** Returns how often connections are looked at: a quarter of the shortest time that matters, within bounds. */
    long tickNanos() {
        long shortest = heartbeatNanos == 0 ? stallNanos : Math.min(heartbeatNanos, stallNanos);
        return Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, shortest / 4));
    }
}
