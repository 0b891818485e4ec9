package io.busbar;

import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Authorizer;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventSource;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.busbar.plugins.ApplicationPlugin;
import io.busbar.plugins.PluginCatalog;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.auth.authorization.AuthorizationProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds a bridge: options for data, the rest for code. Not thread-safe; use once. */
public final class SseBridgeBuilder {

    private final Vertx vertx;
    private final List<Plugin<?>> plugins = new ArrayList<>();
    private final List<Consumer<PluginContext>> functions = new ArrayList<>();
    private final List<String> kinds = new ArrayList<>();
    private @Nullable PluginCatalog directory;
    private SseBridgeOptions options = new SseBridgeOptions();
    private @Nullable AuthorizationProvider authorizations;
    private boolean ownConnections;
    private Duration drainTime = Duration.ZERO;

    SseBridgeBuilder(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sets the options; they are copied by {@link #build}. */
    public SseBridgeBuilder with(SseBridgeOptions newOptions) {
        options = newOptions;
        return this;
    }

    /**
     * Adds a plugin. If the options name it, it has its place and its configuration there; else it follows those that
     * they name, with no configuration of its own. Of several bridges of one name, which must have plugins alike (by
     * name, class and configuration), the first one's work, for all of them. An instance works for one bridge; in a second
     * one it does not start.
     */
    public SseBridgeBuilder withPlugin(Plugin<?> plugin) {
        plugins.add(plugin);
        return this;
    }

    /** Sets where plugins come from that the options name and that were not added. */
    public SseBridgeBuilder withPlugins(PluginCatalog catalog) {
        directory = catalog;
        return this;
    }

    /**
     * Adds a change of each event. What is added by this and the following methods comes behind all plugins, in the
     * order in which it was added; its failures are counted and logged under the name {@value ApplicationPlugin#NAME}.
     */
    public SseBridgeBuilder withTransform(EventTransform transform) {
        return with("transform", context -> context.addTransform(transform));
    }

    /** Adds a change of each event that takes time. */
    public SseBridgeBuilder withAsyncTransform(AsyncEventTransform transform) {
        return with("asyncTransform", context -> context.addAsyncTransform(transform));
    }

    /** Adds a decision about who gets which event. */
    public SseBridgeBuilder withFilter(EventFilter filter) {
        return with("filter", context -> context.addFilter(filter));
    }

    /** Adds a decision about who may subscribe to what. */
    public SseBridgeBuilder withAuthorizer(Authorizer authorizer) {
        return with("authorizer", context -> context.addAuthorizer(authorizer));
    }

    /** Adds a source of events. */
    public SseBridgeBuilder withSource(EventSource source) {
        return with("source", context -> context.addSource(source));
    }

    /** Adds someone who is told of streams. */
    public SseBridgeBuilder withListener(BridgeListener listener) {
        return with("listener", context -> context.addListener(listener));
    }

    private SseBridgeBuilder with(String kind, Consumer<PluginContext> registration) {
        kinds.add(kind);
        functions.add(registration);
        return this;
    }

    /**
     * Sets where the authorities of users come from that {@code requiredAuthority} asks for. Needed only if nothing in
     * front of the bridge has loaded them into {@code User.authorizations()}.
     */
    public SseBridgeBuilder withAuthorizationProvider(AuthorizationProvider provider) {
        authorizations = provider;
        return this;
    }

    /**
     * Lets the bridge have a connection for itself from when a stream is open on it, which leaves little more than a third of the
     * heap that an idle one needs. Nobody else hears of its end then: no handler of the response, its routing context, or
     * the {@code HttpConnection}; so it is for servers in which nobody waits for that. Only what {@code fastPath} is about
     * (plain HTTP/1.1) changes; other connections stay as they are. Not so by default, but {@link SseBridgeVerticle} does it.
     */
    public SseBridgeBuilder withOwnConnections() {
        ownConnections = true;
        return this;
    }

    /** Has the bridge drain so long, as {@link SseBridge#drain}, before it ends with the verticle that built it. */
    SseBridgeBuilder drainingAtEnd(Duration time) {
        drainTime = time;
        return this;
    }

    /**
     * Builds the bridge, and starts its plugins, and to consume its listed sources. Streams and events wait for the
     * plugins; whether these start {@link SseBridge#ready} tells.
     *
     * @throws IllegalArgumentException if an option can't be used (the message has its name and value), or if a bridge
     *     of this name exists on this {@code Vertx} with other options or plugins
     * @throws io.busbar.plugins.PluginException if a plugin can't be loaded
     */
    public SseBridge build() {
        SseBridgeOptions copy = new SseBridgeOptions(options.validate());
        ApplicationPlugin application = functions.isEmpty() ? null : new ApplicationPlugin(functions);
        BridgePlugins all = new BridgePlugins(
                plugins,
                directory,
                application,
                copy.getFormat(),
                copy.getLimits().getEventBytes());
        return new SseBridgeImpl((VertxInternal) vertx, copy, all, kinds, authorizations, ownConnections, drainTime);
    }
}
