package io.busbar;

import io.busbar.plugin.BridgeListener;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.authorization.AuthorizationProvider;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a bridge: options for data, the rest for code. Not thread-safe; use once. */
public final class SseBridgeBuilder {

    private final Vertx vertx;
    private final List<BridgeListener> listeners = new ArrayList<>();
    private SseBridgeOptions options = new SseBridgeOptions();
    private @Nullable AuthorizationProvider authorizations;

    SseBridgeBuilder(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sets the options; they are copied by {@link #build}. */
    public SseBridgeBuilder with(SseBridgeOptions newOptions) {
        options = newOptions;
        return this;
    }

    /**
     * Adds a listener. Listeners are called in the order in which they were added. They belong to the hub: of several
     * bridges of one name, which must have listeners of the same classes, the first one's are called, for all of them.
     */
    public SseBridgeBuilder withListener(BridgeListener listener) {
        listeners.add(listener);
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
     * Builds the bridge, and starts to consume its listed sources.
     *
     * @throws IllegalArgumentException if an option can't be used (the message has its name and value), or if a bridge
     *     of this name exists on this {@code Vertx} with other options
     */
    public SseBridge build() {
        SseBridgeOptions copy = new SseBridgeOptions(options.validate());
        return new SseBridgeImpl(vertx, copy, List.copyOf(listeners), authorizations);
    }
}
