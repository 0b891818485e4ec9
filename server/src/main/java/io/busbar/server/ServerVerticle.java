package io.busbar.server;

import io.busbar.BrowserScript;
import io.busbar.LimitOptions;
import io.busbar.SseBridge;
import io.busbar.server.config.BridgeConfig;
import io.busbar.server.config.HttpConfig;
import io.busbar.server.config.ServerConfig;
import io.busbar.server.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the server that clients talk to. Its instances share the port and the bridges. */
final class ServerVerticle extends VerticleBase {

    /** Larger heads are answered with 431. */
    private static final int LARGEST_HEAD = 32_768;

    /** Any port, but the same one for all instances: Vert.x shares negative ports, and never port 0. */
    private static final int SHARED_FREE_PORT = -1;

    private static final long SECONDS_TO_FINISH = 2;

    private final ServerConfig config;
    private final RequestGuard guard;
    private final NodeBridges bridges;
    private @Nullable HttpServer server;

    ServerVerticle(ServerConfig config, NodeBridges bridges, RequestGuard guard) {
        this.config = config;
        this.bridges = bridges;
        this.guard = guard;
    }

    @Override
    public Future<?> start() {
        Router router = router();
        HttpConfig http = config.getHttp();
        HttpServer newServer = vertx.createHttpServer(options(http, config.getLimits()))
                .requestHandler(request -> {
                    guard.requestArrived(request);
                    router.handle(request);
                });
        newServer.invalidRequestHandler(new InvalidRequests(vertx));
        server = newServer;
        int port = http.getPort() == 0 ? SHARED_FREE_PORT : http.getPort();
        return newServer
                .listen(port, http.getHost())
                .onSuccess(listening -> guard.watch(listening.actualPort()))
                .recover(e ->
                        Future.failedFuture(StartException.cannotListen("http", http.getHost(), http.getPort(), e)));
    }

    @Override
    public Future<?> stop() {
        // Streams have ended by then; what is left are requests that are being answered.
        return server == null ? Future.succeededFuture() : server.shutdown(SECONDS_TO_FINISH, TimeUnit.SECONDS);
    }

    /** Returns the port that the server listens on, or 0 before it does. */
    int actualPort() {
        return server == null ? 0 : server.actualPort();
    }

    private Router router() {
        Router router = Router.router(vertx);
        Problems.answer(router);
        BrowserScript.mount(router, "/");
        for (int i = 0; i < config.getBridges().size(); i++) {
            BridgeConfig bridge = config.getBridges().get(i);
            SseBridge mounted = bridges.all().get(i);
            mounted.mount(router, bridge.getPath());
            String inboundPath = config.inboundPath(bridge);
            if (inboundPath != null) {
                mounted.mountInbound(router, inboundPath);
            }
        }
        // After all bridges: one's GET may be another's POST.
        for (String file : List.of("/busbar.js", "/busbar.d.ts")) {
            router.route(file).handler(Problems.methodNotAllowed("GET, HEAD"));
        }
        for (BridgeConfig bridge : config.getBridges()) {
            router.route(bridge.getPath()).handler(Problems.methodNotAllowed("GET, POST"));
            router.route(bridge.getPath() + "/:address").handler(Problems.methodNotAllowed("GET"));
            String inboundPath = config.inboundPath(bridge);
            if (inboundPath != null) {
                for (String verb : List.of("publish", "send", "request")) {
                    router.route(inboundPath + verb + "/:address").handler(Problems.methodNotAllowed("POST"));
                }
            }
        }
        return router;
    }

    private static HttpServerOptions options(HttpConfig http, LimitOptions limits) {
        HttpServerOptions options = new HttpServerOptions()
                .setStrictThreadMode(true) // saves 4 KiB of queue per connection: all writes come from its event loop
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(http.isHttp2())
                .setMaxHeaderSize(LARGEST_HEAD);
        limits.applyTo(options);
        options.setTcpNoDelay(true).setSendBufferSize(Math.toIntExact(http.getSendBuffer()));
        TlsConfig tls = http.getTls();
        if (tls != null) {
            options.setSsl(true).setKeyCertOptions(Tls.keyCert(tls)).setUseAlpn(http.isHttp2());
        }
        return options;
    }
}
