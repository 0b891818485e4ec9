package io.busbar.plugins;

import io.busbar.plugin.Event;
import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How plugins get events into their bridge. Any thread. */
public interface Inlet {

    /** Publishes as an application would; completes with the event's id, or with null if it was not recorded. */
    Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers);

    /** Takes an event in as one of a listed source; completes on the caller's context when the chain is done with it. */
    Future<Void> feed(Event event);
}
