package io.busbar.plugins.jsonfields;

import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Authorizer;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventSource;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.PluginContext;
import io.busbar.plugin.PluginMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** A bridge that only notes what a plugin registers and counts. It takes transforms; anything else is a fault. */
final class RecordingContext implements PluginContext, PluginMetrics {

    private final List<EventTransform> transforms = new ArrayList<>();
    private final Map<String, LongAdder> counters = new HashMap<>();

    /** Returns the one transform that was added. */
    EventTransform transform() {
        if (transforms.size() != 1) {
            throw new AssertionError(transforms.size() + " transforms");
        }
        return transforms.get(0);
    }

    /** Returns what the counter shows, which must be there. */
    long counted(String name) {
        if (!counters.containsKey(name)) {
            throw new AssertionError("no counter " + name + " among " + counters.keySet());
        }
        return counters.get(name).sum();
    }

    @Override
    public String bridge() {
        return "default";
    }

    @Override
    public Vertx vertx() {
        throw new UnsupportedOperationException();
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("io.busbar.plugin.test");
    }

    @Override
    public PluginMetrics metrics() {
        return this;
    }

    @Override
    public Future<String> publish(String address, Object body, Map<String, String> headers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addTransform(EventTransform transform) {
        transforms.add(transform);
        return this;
    }

    @Override
    public PluginContext addAsyncTransform(AsyncEventTransform transform) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addFilter(EventFilter filter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addAuthorizer(Authorizer authorizer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addListener(BridgeListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addSource(EventSource source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LongAdder counter(String name) {
        return counters.computeIfAbsent(name, ignored -> new LongAdder());
    }

    @Override
    public void gauge(String name, LongSupplier value) {
        throw new UnsupportedOperationException();
    }
}
