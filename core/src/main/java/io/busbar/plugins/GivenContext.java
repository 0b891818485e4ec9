package io.busbar.plugins;

import io.busbar.pipeline.ActivePlugin;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a plugin is given when it starts. */
final class GivenContext implements PluginContext {

    private final System.Logger logger;
    private final String bridge;
    private final Vertx vertx;
    private final PluginMetrics metrics;
    private final Inlet inlet;
    private final ActivePlugin functions;
    private final Consumer<EventSource> sources;
    private volatile boolean registering = true;

    /**
     * Creates a context that takes functions.
     *
     * @param name the plugin's
     * @param functions where its functions go, but for sources
     */
    GivenContext(
            String name,
            String bridge,
            Vertx vertx,
            PluginMetrics metrics,
            Inlet inlet,
            ActivePlugin functions,
            Consumer<EventSource> sources) {
        this.logger = System.getLogger("io.busbar.plugin." + name);
        this.bridge = bridge;
        this.vertx = vertx;
        this.metrics = metrics;
        this.inlet = inlet;
        this.functions = functions;
        this.sources = sources;
    }

    /** Takes no more functions. Any thread. */
    void endRegistration() {
        registering = false;
    }

    @Override
    public String bridge() {
        return bridge;
    }

    @Override
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public System.Logger logger() {
        return logger;
    }

    @Override
    public PluginMetrics metrics() {
        return metrics;
    }

    @Override
    public Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers) {
        return inlet.publish(address, body, headers);
    }

    @Override
    public PluginContext addTransform(EventTransform transform) {
        return register(() -> functions.addTransform(transform));
    }

    @Override
    public PluginContext addAsyncTransform(AsyncEventTransform transform) {
        return register(() -> functions.addAsyncTransform(transform));
    }

    @Override
    public PluginContext addFilter(EventFilter filter) {
        return register(() -> functions.addFilter(filter));
    }

    @Override
    public PluginContext addAuthorizer(Authorizer authorizer) {
        return register(() -> functions.addAuthorizer(authorizer));
    }

    @Override
    public PluginContext addListener(BridgeListener listener) {
        return register(() -> functions.addListener(listener));
    }

    @Override
    public PluginContext addSource(EventSource source) {
        return register(() -> sources.accept(source));
    }

    private PluginContext register(Runnable registration) {
        if (!registering) {
            throw new IllegalStateException("functions can only be registered until the future of start() completes");
        }
        registration.run();
        return this;
    }
}
