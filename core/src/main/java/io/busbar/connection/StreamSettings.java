package io.busbar.connection;

import java.time.Duration;

/**
 * What connections need to know of the options.
 *
 * @param heartbeatNanos outbound silence before a heartbeat; 0 is never
 * @param stallNanos time without progress after which a reader is given up
 * @param lagNanos how long an event may wait for a reader before the reader counts as slow
 * @param disconnect whether slow readers, and those that fall out of the window, are cut
 * @param dropOldest whether slow readers go on with what is not older than the lag
 * @param conflate whether readers that are behind get only the newest entry of a conflation key
 * @param retry the mean reconnection time told to clients
 */
public record StreamSettings(
        long heartbeatNanos,
        long stallNanos,
        long lagNanos,
        boolean disconnect,
        boolean dropOldest,
        boolean conflate,
        Duration retry) {

    /** Returns the shortest time that connections have to be looked at for. */
    public long shortestNanos() {
        long shortest = Math.min(stallNanos, lagNanos);
        return heartbeatNanos == 0 ? shortest : Math.min(heartbeatNanos, shortest);
    }
}
