package io.busbar.server;

import io.busbar.HistoryMode;
import io.busbar.HistoryOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeBuilder;
import io.busbar.SseBridgeOptions;
import io.busbar.config.ConfigException;
import io.busbar.plugins.PluginCatalog;
import io.busbar.server.config.BridgeConfig;
import io.busbar.server.config.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The node's bridges, in the order of the configuration. All instances of the server mount the same ones. */
final class NodeBridges {

    private final List<String> names = new ArrayList<>();
    private final List<SseBridge> bridges = new ArrayList<>();
    private final List<Boolean> shared = new ArrayList<>();

    /** Builds the bridges of {@code config}, which has been checked. */
    NodeBridges(Vertx vertx, ServerConfig config, NodePlugins plugins) {
        for (int i = 0; i < config.getBridges().size(); i++) {
            BridgeConfig bridge = config.getBridges().get(i);
            SseBridge built = build(
                    vertx, "bridges[" + i + "]", bridge.toOptions(config.getLimits(), config.getPublish()), plugins);
            bridges.add(built);
            names.add(bridge.getName());
            shared.add(isShared(bridge.getHistory()));
            plugins.add(bridge.getName(), built, bridge.getPlugins());
        }
    }

    private static boolean isShared(@Nullable HistoryOptions history) {
        return history != null && history.getMode() == HistoryMode.CLUSTER;
    }

    private static SseBridge build(Vertx vertx, String path, SseBridgeOptions options, NodePlugins plugins) {
        SseBridgeBuilder builder = SseBridge.builder(vertx).with(options).withOwnConnections();
        PluginCatalog catalog = plugins.catalog();
        try {
            return (catalog == null ? builder : builder.withPlugins(catalog)).build();
        } catch (ConfigException e) {
            throw e.below(path);
        }
    }

    List<SseBridge> all() {
        return List.copyOf(bridges);
    }

    /**
     * Returns which of them refuses clients, as this node has lost touch with the history that it shares with others, and why,
     * in a sentence; null if none does. Never blocks.
     */
    @Nullable String outOfTouch() {
        for (int i = 0; i < bridges.size(); i++) {
            if (shared.get(i) && bridges.get(i).status().history() == null) {
                return "bridge \"" + names.get(i) + "\" is not in touch with its shared history";
            }
        }
        return null;
    }

    /** Completes when all of them are ready; fails with a sentence that names the one that is not. */
    Future<Void> ready() {
        List<Future<Void>> ready = new ArrayList<>();
        for (int i = 0; i < bridges.size(); i++) {
            String name = names.get(i);
            ready.add(bridges.get(i)
                    .ready()
                    .recover(e -> Future.failedFuture(
                            new StartException("bridge \"" + name + "\" can't start: " + e.getMessage(), e))));
        }
        return Future.all(ready).mapEmpty();
    }

    /** As {@link SseBridge#drain}, all of them. */
    Future<Void> drain(Duration time) {
        return Future.join(bridges.stream().map(bridge -> bridge.drain(time)).toList())
                .mapEmpty();
    }

    /** Ends the streams that are left at once, and gives up everything. */
    Future<Void> close() {
        return Future.join(bridges.stream().map(SseBridge::close).toList()).mapEmpty();
    }
}
