package io.busbar.server;

import io.busbar.server.config.ManagementConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Answers those who run the node: whether it lives, whether it takes traffic, what it counts. */
final class ManagementVerticle extends VerticleBase {

    private final ManagementConfig config;
    private final Health health;
    private final NodeStatus status;
    private final ClusterView cluster;
    private final NodePlugins plugins;
    private final RequestGuard guard;
    private @Nullable HttpServer server;

    ManagementVerticle(
            ManagementConfig config,
            Health health,
            NodeStatus status,
            ClusterView cluster,
            NodePlugins plugins,
            RequestGuard guard) {
        this.config = config;
        this.health = health;
        this.status = status;
        this.cluster = cluster;
        this.plugins = plugins;
        this.guard = guard;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        Problems.answer(router);
        get(router, "/health/live", context -> answer(context, 200, new JsonObject().put("status", "UP")));
        get(router, "/health/ready", this::ready);
        get(router, "/admin/api/status", context -> answer(context, 200, status.toJson()));
        get(router, "/admin/api/cluster", context -> cluster.toJson().onSuccess(view -> answer(context, 200, view)));
        new PluginRoutes(plugins).mount(router);
        HttpServer newServer = vertx.createHttpServer().requestHandler(request -> {
            guard.requestArrived(request);
            router.handle(request);
        });
        newServer.invalidRequestHandler(new InvalidRequests(vertx));
        server = newServer;
        return newServer
                .listen(config.getPort(), config.getHost())
                .onSuccess(listening -> guard.watch(listening.actualPort()))
                .recover(e -> Future.failedFuture(
                        StartException.cannotListen("management", config.getHost(), config.getPort(), e)));
    }

    /** Returns the port that the server listens on, or 0 before it does. */
    int actualPort() {
        return server == null ? 0 : server.actualPort();
    }

    private void ready(RoutingContext context) {
        String reason = health.reasonDown();
        if (reason == null) {
            JsonObject up = new JsonObject().put("status", "UP");
            if (!cluster.differences().isEmpty()) {
                // Not down: in a rolling upgrade that would be all nodes at once.
                up.put("differences", new JsonArray(cluster.differences()));
            }
            answer(context, 200, up);
        } else {
            answer(context, 503, new JsonObject().put("status", "DOWN").put("reason", reason));
        }
    }

    private static void get(Router router, String path, Handler<RoutingContext> handler) {
        router.get(path).handler(handler);
        router.route(path).handler(Problems.methodNotAllowed("GET"));
    }

    private static void answer(RoutingContext context, int statusCode, JsonObject body) {
        context.response()
                .setStatusCode(statusCode)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }
}
