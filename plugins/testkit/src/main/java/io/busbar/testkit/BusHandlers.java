package io.busbar.testkit;

import io.vertx.core.Context;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which consumers the event bus has. Those of the test itself are left out: it runs on a thread that is neither
 * Vert.x's nor was made by one of these.
 */
final class BusHandlers implements VertxMetrics {

    private static final String VERTX_OWN = "__vertx.";

    private final ThreadGroup threads;
    private final Set<Handler> handlers = ConcurrentHashMap.newKeySet();

    /** One consumer; equal to itself alone. */
    private static final class Handler {
        private final String address;

        Handler(String address) {
            this.address = address;
        }
    }

    /** Creates one for a Vert.x whose threads, and those that they make, are in a group. */
    BusHandlers(ThreadGroup threads) {
        this.threads = threads;
    }

    /** Returns the addresses of those that are there, in their order. */
    List<String> left() {
        return handlers.stream().map(handler -> handler.address).sorted().toList();
    }

    private boolean isNoTest() {
        return Context.isOnVertxThread()
                || threads.parentOf(Thread.currentThread().getThreadGroup());
    }

    @Override
    public EventBusMetrics<?> createEventBusMetrics() {
        return new EventBusMetrics<Handler>() {
            @Override
            public Handler handlerRegistered(String address) {
                Handler handler = new Handler(address);
                if (isNoTest() && !address.startsWith(VERTX_OWN)) {
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
