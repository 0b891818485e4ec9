package io.busbar.history;

import io.vertx.core.internal.ContextInternal;

/** Makes logs that the nodes of a cluster share. Found on the class path, by {@link java.util.ServiceLoader}. */
public interface SharedLogProvider {

    /**
     * Returns a log that is not open yet.
     *
     * @param context the hub's, of a {@code Vertx} that is clustered
     * @throws IllegalStateException if that {@code Vertx} is not clustered in the way that is needed
     */
    Log create(ContextInternal context, SharedLogSettings settings);
}
