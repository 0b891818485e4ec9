package io.busbar.hub;

import io.busbar.plugin.BridgeListener;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.List;
import java.util.function.Consumer;

/** Who is told of streams, one after the other. Thread-safe. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<BridgeListener> listeners;

    Listeners(List<BridgeListener> listeners) {
        this.listeners = listeners;
    }

    void tell(Consumer<BridgeListener> call) {
        for (BridgeListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (Throwable e) {
                // Whatever it is: code of others must not end this event loop's work.
                LOG.error("Listener " + listener.getClass().getName() + " failed", e);
            }
        }
    }
}
