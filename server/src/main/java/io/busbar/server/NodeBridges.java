package io.busbar.server;

import io.busbar.SseBridge;
import io.busbar.config.ConfigException;
import io.busbar.server.config.BridgeConfig;
import io.busbar.server.config.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/**
 * One bridge per name that opens no streams: it is there before the servers, so that all options are checked before
 * anything listens, and it answers for the hub that the bridges of the servers' instances share with it.
 */
final class NodeBridges {

    private final List<String> names = new ArrayList<>();
    private final List<SseBridge> bridges = new ArrayList<>();

    /**
     * Builds the bridges.
     *
     * @throws ConfigException naming the first option that can't be used
     */
    NodeBridges(Vertx vertx, ServerConfig config) {
        for (int i = 0; i < config.getBridges().size(); i++) {
            BridgeConfig bridge = config.getBridges().get(i);
            try {
                bridges.add(SseBridge.builder(vertx)
                        .with(bridge.toOptions(config.getLimits()))
                        .build());
            } catch (IllegalArgumentException e) {
                throw fault("bridges[" + i + "]", String.valueOf(e.getMessage()));
            }
            names.add(bridge.getName());
        }
    }

    /** A bridge's fault starts with the option's path in the bridge; limits are the server's. */
    private static ConfigException fault(String bridge, String fault) {
        return new ConfigException("", fault.startsWith("limits.") ? fault : bridge + "." + fault);
    }

    List<SseBridge> all() {
        return List.copyOf(bridges);
    }

    /** Completes when all of them are ready; fails with a sentence that names the one that is not. */
    Future<Void> ready() {
        List<Future<Void>> ready = new ArrayList<>();
        for (int i = 0; i < bridges.size(); i++) {
            String name = names.get(i);
            ready.add(bridges.get(i)
                    .ready()
                    .recover(e -> Future.failedFuture(new StartException(
                            "bridge \"" + name + "\" can't consume its sources: " + e.getMessage(), e))));
        }
        return Future.all(ready).mapEmpty();
    }

    Future<Void> close() {
        return Future.join(bridges.stream().map(SseBridge::close).toList()).mapEmpty();
    }
}
