package io.busbar.examples.datastar;

import io.busbar.SlowConsumerOptions;
import io.busbar.SlowConsumerPolicy;
import io.busbar.SourceOptions;
import io.busbar.SseBridge;
import io.busbar.SseBridgeOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.StaticHandler;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The application's web server: the page, the bridge that patches it, and a way to the bus for what its users do. */
final class WebServer extends VerticleBase {

    /** What the page shows, each whole in its newest message: whoever has one of each has everything. */
    private static final List<String> SHOWN = List.of(
            MachineFigures.FIGURES, MachineFigures.CPU_CHART, MachineFigures.HEAP_CHART, Chat.SHOWN, SharedList.SHOWN);

    /** JSON of 64 KiB in a query, where each of its characters may take three, and other parts of a request line. */
    private static final int LONGEST_LINE = 3 * 64 * 1024 + 8 * 1024;

    private static final int LARGEST_BODY = 1024 * 1024;

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
        SseBridge bridge = SseBridge.builder(vertx).with(bridgeOptions()).build();

        Router router = Router.router(vertx);
        router.route().handler(this::allowOnlyWhatIsNeeded).failureHandler(Problems::answer);
        bridge.mount(router, "/updates");
        // Signals are read whole before anything is answered.
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(LARGEST_BODY);
        router.post("/commands/:address").handler(bodies).handler(new Commands(Chat.COMMANDS, SharedList.COMMANDS));
        router.route("/test")
                .method(HttpMethod.GET)
                .method(HttpMethod.DELETE)
                .method(HttpMethod.POST)
                .method(HttpMethod.PUT)
                .method(HttpMethod.PATCH)
                .handler(bodies)
                .handler(new TestEndpoint());
        script.mount(router);
        router.get("/").handler(servePage(text("index.html").replace("DATASTAR-SCRIPT", script.source())));
        router.get().handler(StaticHandler.create("webroot").setCachingEnabled(false));

        HttpServer newServer = vertx.createHttpServer(httpOptions()).requestHandler(router);
        server = newServer;
        return bridge.ready().compose(ready -> newServer.listen(port, host));
    }

    /** A page sends its signals in the query of a GET: Vert.x takes no more than 4096 bytes there unless it is told to. */
    private static HttpServerOptions httpOptions() {
        return new HttpServerOptions()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setInitialSettings(new Http2Settings().setMaxHeaderListSize(LONGEST_LINE));
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

    /** Returns the port that the server listens on, or 0 before it does. */
    int port() {
        return server == null ? 0 : server.actualPort();
    }
}
