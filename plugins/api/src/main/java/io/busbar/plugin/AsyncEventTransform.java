package io.busbar.plugin;

import io.vertx.core.Future;
import java.util.List;

/**
 * Changes events, drops or multiplies them, where that takes time: once per event, before it is recorded.
 *
 * <p>Called for each event that got so far in the chain, on one thread, in the order in which they came, without waiting
 * for the events before. What comes of events of one address goes on in the order in which these came in. So many may be
 * unfinished at a time as the plugin's {@code maxInFlight} says: what comes then is lost, and readers are told.
 */
@FunctionalInterface
public interface AsyncEventTransform {

    /**
     * Returns what becomes of {@code event}; must return at once.
     *
     * @return completes, on any thread, with the events that take its place, in their order; none drops it. At most
     *     1,000. If it fails, or does not complete within the plugin's {@code timeout}, or if this throws, that is a
     *     failure: the event is dropped, or, if the plugin is configured as fail-open, goes on unchanged
     */
    Future<List<Event>> apply(Event event) throws Exception;
}
