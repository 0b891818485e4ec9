package io.busbar.cluster.history;

import java.util.Map;
import java.util.NavigableMap;

/**
 * What a recorder has taken out of the log's maps before it joined others, whose maps replace them. Immutable.
 *
 * @param batches by their numbers
 * @param recordedSince the addresses that are recorded, and since when
 */
record Rescued(NavigableMap<Long, byte[]> batches, Map<String, Long> recordedSince) {}
