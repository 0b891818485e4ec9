package io.busbar.fanout;

import io.busbar.delivery.DeliverySettings;
import io.busbar.window.Retention;

/**
 * What a fan-out needs to know of the options.
 *
 * @param history whether events are kept for resumes, and have ids
 * @param retention the bounds of the window
 * @param keyNanos how long the key of what was published is known at least, whether its event is retained or not
 * @param lastValueAddresses of how many addresses the last value is kept
 * @param lastValueBytes the bound of the last values
 * @param addressLimit the most patterns and addresses of multiplexed sources that are subscribed to
 * @param delivery what the event loops need to know
 */
public record FanoutSettings(
        boolean history,
        Retention retention,
        long keyNanos,
        int lastValueAddresses,
        long lastValueBytes,
        int addressLimit,
        DeliverySettings delivery) {}
