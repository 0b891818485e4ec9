package io.busbar.server;

import io.busbar.PluginOptions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the management server says of plugins, and does with them. What changes something has to come as JSON, which no
 * page of another site can send.
 */
final class PluginRoutes {

    private static final int LARGEST_BODY = 1 << 20;

    private final NodePlugins plugins;

    PluginRoutes(NodePlugins plugins) {
        this.plugins = plugins;
    }

    void mount(Router router) {
        router.get("/admin/api/plugins").handler(context -> answer(context, 200, plugins.toJson()));
        router.route("/admin/api/plugins").handler(Problems.methodNotAllowed("GET"));
        router.post("/admin/api/plugins/scan")
                .handler(PluginRoutes::requireJson)
                .handler(this::scan);
        router.route("/admin/api/plugins/scan").handler(Problems.methodNotAllowed("POST"));
        router.put("/admin/api/bridges/:bridge/plugins")
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                .handler(PluginRoutes::requireJson)
                .handler(this::use);
        router.route("/admin/api/bridges/:bridge/plugins").handler(Problems.methodNotAllowed("PUT"));
    }

    private static void requireJson(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            context.next();
        } else {
            problem(context, 415, "the request has to be application/json");
        }
    }

    private void scan(RoutingContext context) {
        plugins.scan().onSuccess(faults -> {
            if (faults.isEmpty()) {
                answer(context, 200, plugins.toJson());
            } else {
                problem(context, 409, String.join("; ", faults));
            }
        });
    }

    private void use(RoutingContext context) {
        List<PluginOptions> wanted = new ArrayList<>();
        try {
            Buffer body = context.body().buffer();
            JsonArray array = new JsonArray(body == null ? Buffer.buffer() : body);
            for (int i = 0; i < array.size(); i++) {
                wanted.add(new PluginOptions(array.getJsonObject(i)));
            }
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            problem(context, 400, "the body has to be a list of plugins, such as [{\"name\": \"json-fields\"}]");
            return;
        } catch (IllegalArgumentException e) {
            problem(context, 400, "plugins[" + wanted.size() + "]." + e.getMessage());
            return;
        }
        Future<Void> used = plugins.use(context.pathParam("bridge"), wanted);
        if (used == null) {
            problem(context, 404, "there is no such bridge");
            return;
        }
        used.onComplete(
                done -> answer(context, 200, plugins.toJson()),
                e -> problem(
                        context, e instanceof IllegalArgumentException ? 400 : 409, String.valueOf(e.getMessage())));
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }

    private static void problem(RoutingContext context, int status, String detail) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problems.CONTENT_TYPE)
                .end(new JsonObject(Problems.body(status)).put("detail", detail).toBuffer());
    }
}
