package io.busbar.server;

import io.busbar.SseBridge;
import io.busbar.server.config.BridgeConfig;
import io.busbar.server.config.ServerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The node's bridges, in the order of the configuration. All instances of the server mount the same ones. */
final class NodeBridges {

    private final List<String> names = new ArrayList<>();
    private final List<SseBridge> bridges = new ArrayList<>();

    /** Builds the bridges of {@code config}, which has been checked. */
    NodeBridges(Vertx vertx, ServerConfig config) {
        for (BridgeConfig bridge : config.getBridges()) {
            bridges.add(SseBridge.builder(vertx)
                    .with(bridge.toOptions(config.getLimits()))
                    .build());
            names.add(bridge.getName());
        }
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
