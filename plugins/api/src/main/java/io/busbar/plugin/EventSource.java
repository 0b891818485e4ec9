package io.busbar.plugin;

import io.vertx.core.Future;

/**
 * Feeds events into the bridge: a timer, a database, a broker. Its events go through the chain of plugins, and
 * subscriptions to patterns get them.
 */
public interface EventSource {

    /**
     * Begins to feed. Called once, on the event loop of {@link Plugin#start}, after that is done; must not block. When a
     * plugin is replaced the new version's source begins before the old one's ends, and its events wait until then. With a
     * history that the nodes of a cluster share, called when this node becomes the recorder, again if it does again.
     *
     * @return completes when it feeds; if it fails, the plugin does
     */
    Future<?> start(EventSink sink) throws Exception;

    /** Ends feeding. Called once on the same event loop, for each call of {@link #start}. */
    default Future<?> stop() {
        return Future.succeededFuture();
    }

    /**
     * Returns whether each node of a cluster is to have its own. Otherwise, which is the default, one node runs it: with a
     * shared history, the recorder.
     */
    default boolean isPerNode() {
        return false;
    }
}
