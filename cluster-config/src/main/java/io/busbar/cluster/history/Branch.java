package io.busbar.cluster.history;

import java.util.Set;

/**
 * What a node had of a log before it joined others again, from which it was apart: to be compared with what they have.
 * Immutable.
 *
 * @param role who recorded it
 * @param end the largest number of an event
 * @param batches those that were retained
 */
record Branch(RecorderRole role, long end, Set<BatchCodec.Identity> batches) {}
