package io.busbar.recorder;

import io.busbar.bus.BusSources;

/**
 * What a recorder needs to know of the options.
 *
 * @param bridge the bridge's name
 * @param sources the listed sources
 * @param eventBytes the largest frame, without its id
 * @param lingerNanos how long an address without subscribers stays consumed
 * @param addressLimit the most unlisted addresses
 */
public record RecorderSettings(
        String bridge, BusSources sources, long eventBytes, long lingerNanos, int addressLimit) {}
