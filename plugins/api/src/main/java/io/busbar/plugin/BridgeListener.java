package io.busbar.plugin;

/**
 * Is told what a bridge does, for audit or presence. It cannot change the outcome.
 *
 * <p>Methods are called on the event loop of the connection concerned and must not block. What they throw is
 * logged, counts as a failure of the plugin, and has no other effect. After a call that kept the event loop for a second
 * it is not called for a while. Of streams that were open before the plugin was added it hears the rest.
 */
public interface BridgeListener {

    /** Called once per connection, when its response head has been written and before its first event. */
    default void onOpen(Subscriber subscriber) {}

    /**
     * Called when events have waited for a reader for longer than the configured lag: once, until it has caught up, after
     * which it may be called again.
     */
    default void onSlowConsumer(Subscriber subscriber) {}

    /** Called once per connection that was opened, after its last event. */
    default void onClose(Subscriber subscriber, CloseReason reason) {}
}
