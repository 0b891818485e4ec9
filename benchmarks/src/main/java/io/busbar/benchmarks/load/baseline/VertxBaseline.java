package io.busbar.benchmarks.load.baseline;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.function.Supplier;

/** What the baselines on Vert.x have in common: an HTTP server on each event loop, which publishes on the event bus what is posted. */
abstract class VertxBaseline extends VerticleBase {

    /** All servers that ask for it get the same free port. */
    private static final int SHARED_FREE_PORT = -1;

    private static final int BACKLOG = 4_096;

    /** Starts one on each event loop, and prints the port. */
    static void run(Supplier<VertxBaseline> verticles) {
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        VertxBaseline first = verticles.get();
        Future<?> started = vertx.deployVerticle(first);
        for (int i = 1; i < loops; i++) {
            started = started.compose(done -> vertx.deployVerticle(verticles.get(), new DeploymentOptions()));
        }
        started.onSuccess(done -> System.out.println("ready " + first.port())).onFailure(e -> {
            e.printStackTrace();
            System.exit(1);
        });
    }

    private int port;

    private int port() {
        return port;
    }

    /** Has events of {@code address} written to the response, whose head is complete. */
    abstract void subscribe(String address, RoutingContext context);

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/events/:address").handler(this::open);
        router.post("/publish/:address").handler(BodyHandler.create(false)).handler(this::publish);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(BACKLOG))
                .requestHandler(router);
        return server.listen(SHARED_FREE_PORT, "127.0.0.1").onSuccess(done -> port = server.actualPort());
    }

    private void open(RoutingContext context) {
        context.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache")
                .write(":\n\n");
        subscribe(context.pathParam("address"), context);
    }

    private void publish(RoutingContext context) {
        vertx.eventBus().publish(context.pathParam("address"), context.body().asString());
        context.response().setStatusCode(204).end();
    }
}
