package io.busbar;

import io.busbar.config.ConfigException;
import io.busbar.hub.Hub;
import io.busbar.plugins.PluginSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The hubs of one {@code Vertx}: bridges of one name share one. Thread-safe. */
final class HubRegistry implements Shareable {

    private static final String KEY = "io.busbar.hubs";

    private final Map<String, Shared> hubs = new HashMap<>();

    /** Returns the registry of {@code vertx}. */
    static HubRegistry of(Vertx vertx) {
        return vertx.sharedData().<String, HubRegistry>getLocalMap(KEY).computeIfAbsent(KEY, key -> new HubRegistry());
    }

    /**
     * Returns the hub of the options' name, made if it is the first of the name.
     *
     * @param signature what else bridges of one name have to have alike
     * @param plugins the plugins of the first
     * @throws ConfigException if the name is in use with other options or plugins
     */
    synchronized Shared join(
            SseBridgeOptions options, List<String> signature, Supplier<Hub> maker, Supplier<List<PluginSpec>> plugins) {
        Shared shared = hubs.get(options.getName());
        if (shared == null) {
            List<PluginSpec> wanted = plugins.get();
            Hub hub = maker.get();
            shared = new Shared(hub, hub.start(wanted), options.toJson(), signature);
            hubs.put(options.getName(), shared);
        } else if (!shared.options.equals(options.toJson()) || !shared.signature.equals(signature)) {
            throw new ConfigException(
                    "name", "a bridge \"" + options.getName() + "\" with other options or plugins exists");
        }
        shared.bridges++;
        return shared;
    }

    /** Takes one bridge off {@code shared}; the last takes the hub along. */
    Future<Void> leave(String name, Shared shared) {
        synchronized (this) {
            if (--shared.bridges > 0) {
                return Future.succeededFuture();
            }
            hubs.remove(name);
        }
        return shared.hub.close();
    }

    /** A hub, and what later bridges of its name must agree with. */
    static final class Shared {
        final Hub hub;
        final Future<Void> ready;
        private final JsonObject options;
        private final List<String> signature;
        private int bridges;

        Shared(Hub hub, Future<Void> ready, JsonObject options, List<String> signature) {
            this.hub = hub;
            this.ready = ready;
            this.options = options;
            this.signature = signature;
        }
    }
}
