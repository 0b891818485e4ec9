package io.busbar.http;

import java.time.Duration;

/**
 * What the handlers need to know of the options.
 *
 * @param retry the mean reconnection time told to clients
 * @param padding whether streams begin with 2 KiB of comment
 * @param fastPath whether plain HTTP/1.1 may be written below the codec
 * @param ownConnections whether those that are written so are the bridge's own as long as a stream is open on them
 * @param eventSourceSafe whether refusals that pass are answered so that {@code EventSource} tries again
 * @param history whether events have ids, and can be resumed from
 * @param formatted whether a plugin makes of events what clients read, so that it does so of replies
 * @param signals whether streams have signals
 * @param addressesPerConnection the most addresses and patterns of a request
 * @param requestBytes the largest body, and the most signals in a query
 * @param requestTimeout how long a reply is waited for
 */
public record HttpSettings(
        Duration retry,
        boolean padding,
        boolean fastPath,
        boolean ownConnections,
        boolean eventSourceSafe,
        boolean history,
        boolean formatted,
        boolean signals,
        int addressesPerConnection,
        long requestBytes,
        Duration requestTimeout) {}
