package io.busbar.plugin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin gets from its bridge. Functions can be registered until the future of {@link Plugin#start} completes,
 * afterwards that is an {@link IllegalStateException}. Everything else may be used on any thread until it is stopped.
 */
public interface PluginContext {

    /** Returns the name of the bridge. */
    String bridge();

    /** Returns Vert.x. */
    Vertx vertx();

    /** Returns a logger whose name is {@code io.busbar.plugin.} and the plugin's. */
    System.Logger logger();

    /** Returns the plugin's own counters and gauges. */
    PluginMetrics metrics();

    /**
     * Publishes an event through the bridge, as an application would: it goes through the whole chain of plugins, this
     * one included, is recorded, and is then put on the bus.
     *
     * @param address the address; not empty, without a wildcard
     * @param body the body, of any type that the event bus carries
     * @param headers the message's headers
     * @return completes with the event's id, or with null if it was not recorded
     */
    Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers);

    /** Adds a change of each event. A plugin's transforms are called in the order in which they were added. */
    PluginContext addTransform(EventTransform transform);

    /** Adds a change of each event that takes time. */
    PluginContext addAsyncTransform(AsyncEventTransform transform);

    /** Adds a decision about who gets which event. */
    PluginContext addFilter(EventFilter filter);

    /** Adds a decision about who may subscribe to what. */
    PluginContext addAuthorizer(Authorizer authorizer);

    /** Adds someone who is told of streams. */
    PluginContext addListener(BridgeListener listener);

    /** Adds a source of events. */
    PluginContext addSource(EventSource source);
}
