package io.busbar;

import io.busbar.config.ConfigException;
import io.busbar.hub.Hub;
import io.busbar.hub.HubLoops;
import io.busbar.plugins.PluginSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The hubs of one {@code Vertx}: bridges of one name share one. Thread-safe. */
final class HubRegistry implements Shareable {

    private static final Logger LOG = LoggerFactory.getLogger(HubRegistry.class);

    /** Longer than what plugins may take over their end. */
    private static final long LONGEST_CLOSE_SECONDS = 45;

    private static final String KEY = "io.busbar.hubs";

    private final HubLoops loops;
    private final Map<String, Shared> hubs = new HashMap<>();

    private HubRegistry(VertxInternal vertx) {
        loops = new HubLoops(vertx);
    }

    /** Returns the registry of {@code vertx}. */
    static HubRegistry of(Vertx vertx) {
        return vertx.sharedData()
                .<String, HubRegistry>getLocalMap(KEY)
                .computeIfAbsent(KEY, key -> new HubRegistry((VertxInternal) vertx));
    }

    /**
     * Returns the hub of the options' name, made if it is the first of the name.
     *
     * @param signature what else bridges of one name have to have alike
     * @param plugins what plugins there are; those of the first count
     * @throws ConfigException if the name is in use with other options or plugins
     */
    synchronized Shared join(
            SseBridgeOptions options, List<String> signature, Function<HubLoops, Hub> maker, BridgePlugins plugins) {
        Shared shared = hubs.get(options.getName());
        if (shared == null) {
            List<PluginSpec> wanted = plugins.specs(options.getPlugins());
            Hub hub = maker.apply(loops);
            shared = new Shared(hub, hub.start(wanted), options.toJson(), plugins, signature);
            hubs.put(options.getName(), shared);
        } else if (!shared.options.equals(options.toJson()) || !shared.signature.equals(signature)) {
            throw new ConfigException(
                    "name", "a bridge \"" + options.getName() + "\" with other options or plugins exists");
        }
        shared.bridges++;
        return shared;
    }

    /** Counts one bridge of {@code shared} as one that ends; with the last, another node records, if nodes share the log. */
    Future<Void> drain(String name, Shared shared) {
        synchronized (this) {
            if (++shared.draining < shared.bridges) {
                return Future.succeededFuture();
            }
        }
        return handOver(name, shared);
    }

    private static Future<Void> handOver(String name, Shared shared) {
        return shared.hub.handOver().otherwise(cause -> {
            LOG.warn("Bridge " + name + " could not be handed over before its end", cause);
            return null;
        });
    }

    /**
     * Takes one bridge, drained or not, off {@code shared}; the last takes the hub along. If all that are left drain, another
     * node records.
     */
    Future<Void> leave(String name, Shared shared, boolean drained) {
        boolean isLast;
        synchronized (this) {
            if (drained) {
                shared.draining--;
            }
            isLast = --shared.bridges == 0;
            if (isLast) {
                hubs.remove(name);
            } else if (drained || shared.draining < shared.bridges) {
                return Future.succeededFuture();
            }
        }
        if (!isLast) {
            return handOver(name, shared);
        }
        // A plugin that never gives the hub's loop back must not keep Vert.x from closing.
        return shared.hub
                .close()
                .timeout(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)
                .otherwise(cause -> {
                    LOG.error("Bridge " + name + " could not be closed within " + LONGEST_CLOSE_SECONDS + " s", cause);
                    return null;
                });
    }

    /** A hub, and what later bridges of its name must agree with. */
    static final class Shared {
        final Hub hub;
        final Future<Void> ready;
        final BridgePlugins plugins;
        private final JsonObject options;
        private final List<String> signature;
        private int bridges;
        private int draining;

        Shared(Hub hub, Future<Void> ready, JsonObject options, BridgePlugins plugins, List<String> signature) {
            this.hub = hub;
            this.ready = ready;
            this.options = options;
            this.plugins = plugins;
            this.signature = signature;
        }
    }
}
