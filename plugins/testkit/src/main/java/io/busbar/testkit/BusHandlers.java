package io.busbar.testkit;

import io.vertx.core.Context;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which consumers the event bus has. Those of the test itself are left out: it runs on a thread that is not
 * Vert.x's.
 */
final class BusHandlers implements VertxMetrics {

    private static final String VERTX_OWN = "__vertx.";

    private final Set<Handler> handlers = ConcurrentHashMap.newKeySet();

    /** One consumer; equal to itself alone. */
    private static final class Handler {
        private final String address;

        Handler(String address) {
            this.address = address;
        }
    }

    /** Returns the addresses of those that are there, in their order. */
    List<String> left() {
        return handlers.stream().map(handler -> handler.address).sorted().toList();
    }

    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
        return new EventBusMetrics<Handler>() {
            @Override
            public Handler handlerRegistered(String address) {
                Handler handler = new Handler(address);
                if (Context.isOnVertxThread() && !address.startsWith(VERTX_OWN)) {
                    handlers.add(handler);
                }
                return handler;
            }

            @Override
            public void handlerUnregistered(Handler handler) {
                handlers.remove(handler);
            }
        };
    }
}
