package io.busbar.hub;

import io.busbar.fanout.FanoutSettings;
import io.busbar.presence.PresenceSettings;
import io.busbar.recorder.RecorderSettings;

/**
 * What the hub needs to know of the options.
 *
 * @param name the bridge's name
 * @param formatted whether the last plugin is the bridge's format
 * @param connectionLimit the most streams
 * @param connectionsPerIpLimit the most streams of one client address
 */
public record HubSettings(
        String name,
        RecorderSettings recorder,
        FanoutSettings fanout,
        PresenceSettings presence,
        boolean formatted,
        int connectionLimit,
        int connectionsPerIpLimit) {}
