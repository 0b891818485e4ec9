package io.busbar.examples.datastar;

import io.busbar.SlowConsumerOptions;
import io.busbar.SlowConsumerPolicy;
import io.busbar.SourceOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The application's web server: the page, the bridge that patches it, and a way to the bus for what its users do. */
final class WebServer extends VerticleBase {

    /** What the page shows, each whole in its newest message: whoever has one of each has everything. */
    private static final List<String> SHOWN = List.of(
            MachineFigures.FIGURES, MachineFigures.CPU_CHART, MachineFigures.HEAP_CHART, Chat.SHOWN, SharedList.SHOWN);

    private final String host;
    private final int port;
    private final ClientScript script;
    private @Nullable HttpServer server;

    WebServer(String host, int port, ClientScript script) {
        this.host = host;
        this.port = port;
        this.script = script;
    }

    @Override
    public Future<?> start() {
        SseBridgeOptions options = bridgeOptions();
        SseBridge bridge = SseBridge.builder(vertx).with(options).build();

        Router router = Router.router(vertx);
        router.route().handler(this::allowOnlyWhatIsNeeded);
        bridge.mount(router, "/updates");
        router.post("/request/:address").handler(WebServer::allowOnlyPages).handler(bridge.requestHandler());
        router.route("/test")
                .method(HttpMethod.GET)
                .method(HttpMethod.DELETE)
                .method(HttpMethod.POST)
                .method(HttpMethod.PUT)
                .method(HttpMethod.PATCH)
                .handler(new TestEndpoint());
        script.mount(router);
        router.get("/").handler(servePage(text("index.html").replace("DATASTAR-SCRIPT", script.source())));
        router.get().handler(StaticHandler.create("webroot").setCachingEnabled(false));

        HttpServerOptions http = new HttpServerOptions();
        options.getLimits().applyTo(http); // a page sends its signals in the query of a GET
        HttpServer newServer = vertx.createHttpServer(http).requestHandler(router);
        server = newServer;
        return bridge.ready().compose(ready -> newServer.listen(port, host));
    }

    private SseBridgeOptions bridgeOptions() {
        SseBridgeOptions options = new SseBridgeOptions()
                .setFormat("datastar")
                .addPlugin(Patches.asConfigured(text("chat.html"), text("list.html")))
                .setRetry(Duration.ofSeconds(1))
                // Who was away gets the newest of each alone, and not all that was in between.
                .setSlowConsumer(new SlowConsumerOptions().setPolicy(SlowConsumerPolicy.CONFLATE));
        for (String address : SHOWN) {
            options.addSource(new SourceOptions().setAddress(address))
                    .addOutboundPermitted(new PermittedOptions().setAddress(address));
        }
        Stream.concat(Chat.COMMANDS.stream(), SharedList.COMMANDS.stream())
                .forEach(address -> options.addInboundPermitted(new PermittedOptions().setAddress(address)));
        return options;
    }

    private String text(String template) {
        return vertx.fileSystem()
                .readFileBlocking("templates/" + template)
                .toString()
                .strip();
    }

    private static Handler<RoutingContext> servePage(String html) {
        return context -> context.response()
                .putHeader("Content-Type", "text/html;charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .end(html);
    }

    /**
     * Whatever someone writes, the page runs no script but this server's and Datastar's, which makes functions of the
     * text in attributes: that is what {@code unsafe-eval} is for.
     */
    private void allowOnlyWhatIsNeeded(RoutingContext context) {
        String policy = "default-src 'self'; script-src 'unsafe-eval' " + script.trusted();
        context.response().putHeader("Content-Security-Policy", policy);
        context.next();
    }

    /** A page from elsewhere can't send this header: its browser would ask first, and get no permission. */
    private static void allowOnlyPages(RoutingContext context) {
        if (context.request().headers().contains("Datastar-Request")) {
            context.next();
        } else {
            context.response().setStatusCode(403).end("Commands come from the page.");
        }
    }

    /** Returns the port that the server listens on, or 0 before it does. */
    int port() {
        return server == null ? 0 : server.actualPort();
    }
}
