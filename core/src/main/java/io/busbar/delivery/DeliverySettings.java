package io.busbar.delivery;

import io.busbar.connection.StreamSettings;
import java.time.Duration;

/**
 * What the event loops need to know of the options.
 *
 * @param givesIds whether events have ids
 * @param coalesceNanos for how long events of a busy address are gathered; 0 is not at all
 * @param streams what connections need to know
 */
public record DeliverySettings(boolean givesIds, long coalesceNanos, StreamSettings streams) {

    private static final long SHORTEST_TICK = Duration.ofMillis(25).toNanos();
    private static final long LONGEST_TICK = Duration.ofSeconds(1).toNanos();

    /** Returns how often connections are looked at: a quarter of the shortest time that matters, within bounds. */
    long tickNanos() {
        return Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, streams.shortestNanos() / 4));
    }
}
