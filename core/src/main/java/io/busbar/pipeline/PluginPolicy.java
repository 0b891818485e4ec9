package io.busbar.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What a plugin may cost, and what becomes of its failures.
 *
 * @param failOpen whether what it fails on goes on as if the plugin were not there, instead of being dropped or refused
 * @param worker whether its transforms are called on a worker thread, one after the other
 * @param timeoutMs how long it may take over what it answers with a future, in milliseconds
 * @param maxInFlight how many events may wait for each of its asynchronous transforms
 * @param breakerFailures after how many failures in a row it is not called any more; 0 for never
 * @param breakerStops whether the bridge then stops, instead of going on without the plugin
 * @param breakerNanos after which time it is tried again
 * @param deadLetters where on the bus events are published that a transform failed on; null for nowhere
 * @param eventBytes the most bytes of a text that an event may have
 */
public record PluginPolicy(
        boolean failOpen,
        boolean worker,
        long timeoutMs,
        int maxInFlight,
        int breakerFailures,
        boolean breakerStops,
        long breakerNanos,
        @Nullable String deadLetters,
        long eventBytes) {}
