package io.busbar.testing;

import io.busbar.SseBridge;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;

/** Another bridge on the Vert.x of a server, without plugins, on a port of its own. Close it before the server. */
public final class Neighbour implements AutoCloseable {

    private final SseBridge bridge;
    private final HttpServer server;

    private Neighbour(BridgeServer beside) {
        bridge = SseBridge.builder(beside.vertx())
                .with(BridgeServer.permitAll().setName("neighbour"))
                .build();
        Router router = Router.router(beside.vertx());
        bridge.mount(router, "/events");
        server = Waiting.on(
                beside.vertx().createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    /** Starts a bridge beside that of {@code server}. */
    public static Neighbour of(BridgeServer server) {
        return new Neighbour(server);
    }

    /** Opens a stream of this bridge. */
    public SseTestClient connect(String path) {
        return SseTestClient.connect(server.actualPort(), path);
    }

    @Override
    public void close() {
        Waiting.on(bridge.close());
        Waiting.on(server.close());
    }
}
