package io.busbar.plugin;

import io.vertx.core.Future;

/** Takes the events of one {@link EventSource}. Thread-safe. */
public interface EventSink {

    /** So many events may be on their way at a time: {@value}. */
    int MOST_IN_FLIGHT = 1_024;

    /**
     * Feeds one event. Events are taken in the order of the calls on one thread.
     *
     * @return completes, on the caller's context, when the chain of plugins is done with it and what came of it is
     *     recorded; fails with an {@link IllegalStateException} if {@value #MOST_IN_FLIGHT} events are on their way
     *     already: wait for some of them first, or if the source was stopped; with an {@link IllegalArgumentException} if
     *     the address holds a wildcard; with another exception if the event was lost because the chain is overloaded
     */
    Future<Void> emit(Event event);
}
