package io.busbar.window;

/**
 * What a window holds at most.
 *
 * @param bytes frames, an estimate of what events take on the heap, and what pending writes pin; give or take a slab
 * @param events the most events
 * @param ageNanos how long an event is held; {@link Long#MAX_VALUE} is for ever
 */
public record Retention(long bytes, long events, long ageNanos) {

    /** Returns a retention that is bounded by bytes alone. */
    public static Retention ofBytes(long bytes) {
        return new Retention(bytes, Long.MAX_VALUE, Long.MAX_VALUE);
    }
}
