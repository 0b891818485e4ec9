package io.busbar.cluster.history;

import io.busbar.history.IdempotencyKey;
import io.busbar.plugin.Event;
import org.jspecify.annotations.Nullable;

/**
 * What a node hands to the recorder: what {@link io.busbar.history.Log#publish} was called with there.
 *
 * @param event the event
 * @param key under which it is published once; null for whenever it comes
 */
public record Publication(Event event, @Nullable IdempotencyKey key) {}
