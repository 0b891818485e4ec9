package io.busbar.testing;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.lang.reflect.Field;
import java.util.Map;

/** Counts the event bus's handlers without asking the bridge: Vert.x shows them nowhere but inside. */
public final class BusHandlers {

    private BusHandlers() {}

    /** Returns how many handlers the local event bus has for {@code address}. */
    public static int of(Vertx vertx, String address) {
        Iterable<?> handlers = all(vertx).get(address);
        int count = 0;
        if (handlers != null) {
            for (Object handler : handlers) {
                count += handler == null ? 0 : 1;
            }
        }
        return count;
    }

    /** Returns how many addresses of the local event bus have handlers. */
    public static int addresses(Vertx vertx) {
        return all(vertx).size();
    }

    @SuppressWarnings("unchecked") // checked by the tests that use it: a wrong type fails them
    private static Map<String, Iterable<?>> all(Vertx vertx) {
        try {
            Field handlerMap = EventBusImpl.class.getDeclaredField("handlerMap");
            handlerMap.setAccessible(true);
            return (Map<String, Iterable<?>>) handlerMap.get(vertx.eventBus());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this Vert.x keeps its handlers elsewhere", e);
        }
    }
}
