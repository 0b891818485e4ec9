package io.busbar.testing;

import io.busbar.SseBridge;
import io.busbar.SseBridgeBuilder;
import io.busbar.SseBridgeOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

/** One of the instances of a {@link BridgeServer}. Undeploying closes the bridge, without being told to. */
final class BridgeVerticle extends VerticleBase {

    /** Vert.x gives all servers that ask for the same negative port the same free one. */
    private static final int SHARED_FREE_PORT = -1;

    private final BridgeServer.Options options;
    private final RecordingListener listener;
    private SseBridge bridge;
    private HttpServer server;

    BridgeVerticle(BridgeServer.Options options, RecordingListener listener) {
        this.options = options;
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        SseBridgeBuilder builder = SseBridge.builder(vertx)
                .with(new SseBridgeOptions(options.bridge))
                .withListener(listener);
        if (options.ownConnections) {
            builder.withOwnConnections();
        }
        options.builders.forEach(change -> change.accept(builder));
        bridge = builder.build();
        Router router = Router.router(vertx);
        options.routes.forEach(change -> change.accept(router));
        bridge.mount(router, "/events");
        bridge.mountInbound(router, "/");
        server = vertx.createHttpServer(options.http).requestHandler(router);
        return bridge.ready().compose(ready -> server.listen(SHARED_FREE_PORT, options.http.getHost()));
    }

    int port() {
        return server.actualPort();
    }

    SseBridge bridge() {
        return bridge;
    }
}
