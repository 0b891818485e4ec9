package io.busbar;

import io.busbar.config.ConfigException;
import io.busbar.config.ConfigMapper;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bridge with an HTTP server of its own, from configuration:
 *
 * <pre>{@code
 * {
 *   "http":        { "host": "127.0.0.1", "port": 8080 },          HttpServerOptions
 *   "path":        "/events",                                      where streams open; the default
 *   "inboundPath": "/",                                            → /publish/:address and so on; the default
 *   "bridge":      { "outboundPermitted": [{ "addressRegex": "news\\..+" }] }      SseBridgeOptions
 * }
 * }</pre>
 *
 * Deploy as many instances as there are event loops: they share the port, and the hub.
 */
public class SseBridgeVerticle extends VerticleBase {

    private static final Set<String> KEYS = Set.of("http", "path", "inboundPath", "bridge");

    private @Nullable SseBridge bridge;
    private @Nullable HttpServer server;

    /** For the deployment. */
    public SseBridgeVerticle() {}

    @Override
    public Future<?> start() {
        JsonObject config = config();
        for (String key : config.fieldNames()) {
            if (!KEYS.contains(key)) {
                String meant = ConfigMapper.nearest(key, KEYS);
                throw new ConfigException(
                        key, "unknown key" + (meant == null ? "" : "; did you mean \"" + meant + "\"?"));
            }
        }
        SseBridge newBridge = SseBridge.builder(vertx)
                .with(new SseBridgeOptions(config.getJsonObject("bridge", new JsonObject())))
                .build();
        bridge = newBridge;
        Router router = Router.router(vertx);
        newBridge.mount(router, path(config, "path", "/events"));
        newBridge.mountInbound(router, path(config, "inboundPath", "/"));
        HttpServer newServer = vertx.createHttpServer(
                        new HttpServerOptions(config.getJsonObject("http", new JsonObject())))
                .requestHandler(router);
        server = newServer;
        return newBridge.ready().compose(ready -> newServer.listen());
    }

    private static String path(JsonObject config, String key, String otherwise) {
        Object value = config.getValue(key, otherwise);
        if (value instanceof String path && path.startsWith("/")) {
            return path;
        }
        throw new ConfigException(key, "must be text that starts with a slash: " + value);
    }

    @Override
    public Future<?> stop() {
        return bridge == null ? Future.succeededFuture() : bridge.close();
    }

    /** Returns the port that the server listens on, or 0 before it does. */
    public int actualPort() {
        return server == null ? 0 : server.actualPort();
    }
}
