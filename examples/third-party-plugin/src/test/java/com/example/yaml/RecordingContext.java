package com.example.yaml;

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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** A bridge that only notes what a plugin registers and counts. It takes one transform; anything else is a fault. */
final class RecordingContext implements PluginContext, PluginMetrics {

    /** The counters, by name. */
    final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

    /** The transform that was added last. */
    volatile EventTransform transform;

    private final Vertx vertx;

    RecordingContext(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public String bridge() {
        return "default";
    }

    @Override
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("io.busbar.plugin.yaml-to-json");
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
    public PluginContext addTransform(EventTransform added) {
        transform = added;
        return this;
    }

    @Override
    public PluginContext addAsyncTransform(AsyncEventTransform added) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addFilter(EventFilter added) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addAuthorizer(Authorizer added) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addListener(BridgeListener added) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PluginContext addSource(EventSource added) {
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
