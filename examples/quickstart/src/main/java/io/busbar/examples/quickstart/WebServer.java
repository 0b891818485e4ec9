package io.busbar.examples.quickstart;

import io.busbar.BrowserScript;
import io.busbar.LimitOptions;
import io.busbar.SourceOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import org.jspecify.annotations.Nullable;

/** The application's web server: the page, and the bridge that brings the event bus to it. */
final class WebServer extends VerticleBase {

    private final String host;
    private final int port;
    private @Nullable HttpServer server;

    WebServer(String host, int port) {
        this.host = host;
        this.port = port;
    }

    @Override
    public Future<?> start() {
        SseBridge bridge = SseBridge.builder(vertx).with(bridgeOptions()).build();

        Router router = Router.router(vertx);
        router.route().handler(WebServer::allowOnlyThisServer);
        bridge.mount(router, "/events");
        BrowserScript.mount(router, "/"); // what app.js imports to read the stream
        router.post("/publish/:address").handler(WebServer::nameItChat).handler(bridge.publishHandler());
        // Without caching, a changed page shows at the next reload.
        router.get().handler(StaticHandler.create("webroot").setCachingEnabled(false));

        HttpServer newServer = vertx.createHttpServer().requestHandler(router);
        server = newServer;
        return bridge.ready().compose(ready -> newServer.listen(port, host));
    }

    /** Nothing is permitted unless it is listed: browsers may see the machine and the chat, and say something there. */
    private static SseBridgeOptions bridgeOptions() {
        SseBridgeOptions options = new SseBridgeOptions()
                .addOutboundPermitted(new PermittedOptions().setAddressRegex("machine\\..+"))
                .addOutboundPermitted(new PermittedOptions().setAddress("chat"))
                .addInboundPermitted(new PermittedOptions().setAddress("chat"))
                .setLimits(new LimitOptions().setRequestBytes(4096));
        // Listed sources are recorded from the start, whoever listens, and patterns such as machine.* match them. The
        // history holds 10 minutes, and 10,000 events unless told otherwise: the measures, four a second, are 2,400.
        for (String address : MachineMetrics.ADDRESSES) {
            options.addSource(new SourceOptions().setAddress(address));
        }
        return options.addSource(new SourceOptions().setAddress("chat"));
    }

    /** Whatever someone writes into the chat, the page loads and runs nothing that this server did not send. */
    private static void allowOnlyThisServer(RoutingContext context) {
        context.response().putHeader("Content-Security-Policy", "default-src 'self'");
        context.next();
    }

    /** Clients may name their events; here that would let a message pass itself off as a measure. */
    private static void nameItChat(RoutingContext context) {
        context.request().headers().set("Sse-Event", "chat");
        context.next();
    }

    /** Returns the port that the server listens on, or 0 before it does. */
    int port() {
        return server == null ? 0 : server.actualPort();
    }
}
