package io.busbar.testkit;

import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Authorizer;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventSource;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.PluginContext;
import io.busbar.plugin.PluginMetrics;
import io.busbar.plugins.OwnMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A bridge that only notes what a plugin does with it. Thread-safe. */
final class RecordingContext implements PluginContext {

    /** All transforms, of both kinds, in their order. */
    final List<Object> stages = new CopyOnWriteArrayList<>();

    final List<EventFilter> filters = new CopyOnWriteArrayList<>();
    final List<Authorizer> authorizers = new CopyOnWriteArrayList<>();
    final List<BridgeListener> listeners = new CopyOnWriteArrayList<>();
    final List<EventSource> sources = new CopyOnWriteArrayList<>();
    final List<Event> published = new CopyOnWriteArrayList<>();
    final OwnMetrics metrics = new OwnMetrics();

    private final String plugin;
    private final Vertx vertx;
    private volatile boolean started;

    RecordingContext(String plugin, Vertx vertx) {
        this.plugin = plugin;
        this.vertx = vertx;
    }

    /** Takes no functions from now on. */
    void started() {
        started = true;
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
        return System.getLogger("io.busbar.plugin." + plugin);
    }

    @Override
    public PluginMetrics metrics() {
        return metrics;
    }

    @Override
    public Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers) {
        try {
            published.add(Event.of(address, body, headers)
                    .withType(headers.get(Event.TYPE_HEADER))
                    .withKey(headers.get(Event.KEY_HEADER)));
            return Future.succeededFuture();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    @Override
    public PluginContext addTransform(EventTransform transform) {
        return add(stages, transform);
    }

    @Override
    public PluginContext addAsyncTransform(AsyncEventTransform transform) {
        return add(stages, transform);
    }

    @Override
    public PluginContext addFilter(EventFilter filter) {
        return add(filters, filter);
    }

    @Override
    public PluginContext addAuthorizer(Authorizer authorizer) {
        return add(authorizers, authorizer);
    }

    @Override
    public PluginContext addListener(BridgeListener listener) {
        return add(listeners, listener);
    }

    @Override
    public PluginContext addSource(EventSource source) {
        return add(sources, source);
    }

    private <F> PluginContext add(List<? super F> functions, F function) {
        if (started) {
            throw new IllegalStateException("functions are registered in start()");
        }
        functions.add(function);
        return this;
    }
}
