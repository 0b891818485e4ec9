package io.busbar.plugin;

/**
 * Decides which subscribers get an event. It can't change the event: that would cost an encoding per subscriber.
 *
 * <p>Called when an event is about to be written to a subscriber that subscribed to it and has the permission, also again
 * when it is replayed; on the event loop of the connection, so by several threads at the same time. It must return at
 * once: with many subscribers this is the busiest of all functions. After a call that kept the event loop for a second it
 * is not called for a while, as if it had failed.
 */
@FunctionalInterface
public interface EventFilter {

    /**
     * Returns whether {@code subscriber} gets {@code event}. All filters of a bridge have to agree.
     *
     * @throws Exception a failure: this subscriber does not get it, or, if the plugin is configured as fail-open, does
     */
    boolean accepts(Event event, Subscriber subscriber) throws Exception;
}
