package io.busbar.hub;

import io.busbar.delivery.DeliverySettings;
import io.busbar.window.Retention;

/**
 * What the hub needs to know of the options.
 *
 * @param name the bridge's name
 * @param history whether events are kept for resumes, and have ids
 * @param retention the bounds of the window
 * @param lastValueAddresses of how many addresses the last value is kept
 * @param lastValueBytes the bound of the last values
 * @param eventBytes the largest frame, without its id
 * @param lingerNanos how long an address without subscribers stays consumed
 * @param addressLimit the most unlisted addresses, and the most patterns and addresses of multiplexed sources
 * @param connectionLimit the most streams
 * @param connectionsPerIpLimit the most streams of one client address
 * @param delivery what the event loops need to know
 */
public record HubSettings(
        String name,
        boolean history,
        Retention retention,
        int lastValueAddresses,
        long lastValueBytes,
        long eventBytes,
        long lingerNanos,
        int addressLimit,
        int connectionLimit,
        int connectionsPerIpLimit,
        DeliverySettings delivery) {}
