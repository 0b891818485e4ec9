package io.busbar.plugin;

import io.vertx.core.Future;

/**
 * Feeds events into the bridge: a timer, a database, a broker. Its events go through the chain of plugins, and
 * subscriptions to patterns get them.
 */
public interface EventSource {

    /**
     * Begins to feed. Called on the event loop of {@link Plugin#start}, after that is done; must not block. When a plugin is
     * replaced the new version's source begins before the old one's ends, and its events wait until then.
     *
     * <p>With a history that the nodes of a cluster share, called whenever this node becomes the recorder, each time with
     * another sink, and only when what {@link #stop} returned the last time has completed, or had ten seconds.
     *
     * @return completes when it feeds. If it fails when the plugin starts, the plugin does. If it fails, or takes more than
     *     30 s, when this node becomes the recorder, that is counted as a failure of the plugin, which goes on; the source is
     *     stopped, and begins again after a pause: a second, then twice as long each time, up to a minute
     */
    Future<?> start(EventSink sink) throws Exception;

    /**
     * Ends feeding. Called on the same event loop, once for each call of {@link #start}, whatever became of that. What was
     * made with the {@link PluginContext#vertx} of the plugin within the call of {@link #start}, and what comes of that, is
     * closed after it by itself.
     */
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
