package io.busbar.plugin;

import org.jspecify.annotations.Nullable;

/**
 * Changes events, or drops them, before they are recorded: once per event, however many subscribers there are.
 *
 * <p>Called for each event of the bridge that got so far in the chain, one after the other, in the order in which they
 * came in, on the bridge's own event loop; or on a worker thread if the plugin is configured so. It must return at once,
 * unless it is on a worker thread, and must not change the event's body, which others see as well: make a changed copy and
 * {@link Event#withBody}.
 */
@FunctionalInterface
public interface EventTransform {

    /**
     * Returns what becomes of {@code event}.
     *
     * @return the event itself, another one, or null to drop it
     * @throws Exception a failure: the event is dropped, or, if the plugin is configured as fail-open, goes on unchanged
     */
    @Nullable Event apply(Event event) throws Exception;
}
