package io.busbar;

import io.busbar.config.ConfigException;
import io.busbar.config.ConfigMapper;
import io.busbar.config.Durations;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
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
 *   "drain":       { "time": "5s" },                               over which streams end when it is undeployed; 0s
 *   "bridge":      { "outboundPermitted": [{ "addressRegex": "news\\..+" }] }      SseBridgeOptions
 * }
 * }</pre>
 *
 * It serves {@link BrowserScript} at the root, too. Deploy as many instances as there are event loops: they share the
 * port, and the hub.
 */
public class SseBridgeVerticle extends VerticleBase {

    private static final Set<String> KEYS = Set.of("http", "path", "inboundPath", "drain", "bridge");
    private static final String TIME = "time";

    private @Nullable SseBridge bridge;
    private @Nullable HttpServer server;

    /** For the deployment. */
    public SseBridgeVerticle() {}

    @Override
    public Future<?> start() {
        JsonObject config = config();
        checkKeys("", config, KEYS);
        SseBridgeOptions options = new SseBridgeOptions(config.getJsonObject("bridge", new JsonObject()));
        SseBridge newBridge = SseBridge.builder(vertx)
                .with(options)
                .withOwnConnections()
                .drainingAtEnd(drainTime(config))
                .build();
        bridge = newBridge;
        Router router = Router.router(vertx);
        BrowserScript.mount(router, "/");
        newBridge.mount(router, path(config, "path", "/events"));
        newBridge.mountInbound(router, path(config, "inboundPath", "/"));
        HttpServer newServer =
                vertx.createHttpServer(http(config, options.getLimits())).requestHandler(router);
        server = newServer;
        return newBridge.ready().compose(ready -> newServer.listen());
    }

    private static HttpServerOptions http(JsonObject config, LimitOptions limits) {
        JsonObject json = config.getJsonObject("http", new JsonObject());
        HttpServerOptions http = new HttpServerOptions(json);
        if (!json.containsKey("maxInitialLineLength")) {
            limits.applyTo(http);
        }
        return http;
    }

    private static void checkKeys(String path, JsonObject config, Set<String> keys) {
        for (String key : config.fieldNames()) {
            if (!keys.contains(key)) {
                String meant = ConfigMapper.nearest(key, keys);
                throw new ConfigException(
                        path + key, "unknown key" + (meant == null ? "" : "; did you mean \"" + meant + "\"?"));
            }
        }
    }

    private static Duration drainTime(JsonObject config) {
        if (!(config.getValue("drain", new JsonObject()) instanceof JsonObject drain)) {
            throw new ConfigException("drain", "must be an object: " + config.getValue("drain"));
        }
        checkKeys("drain.", drain, Set.of(TIME));
        Object time = drain.getValue(TIME, "0s");
        try {
            return Durations.parse(String.valueOf(time));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("drain." + TIME, String.valueOf(e.getMessage()));
        }
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
