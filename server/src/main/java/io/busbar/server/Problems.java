package io.busbar.server;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Answers what no handler answered, with problem bodies (RFC 9457) that tell nothing about the inside. */
final class Problems {

    /** The media type of a problem body. */
    static final String CONTENT_TYPE = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(Problems.class.getName());
    private static final Map<Integer, String> DETAILS = Map.of(
            400, "The request is malformed.",
            404, "There is nothing at this path.",
            405, "This path does not take this method.",
            414, "The request line is too long.",
            431, "The request's header is too large.",
            500, "The server failed. Its log says why.");

    private Problems() {}

    /** Makes {@code router} answer every failure with a problem body. Call it before routes are added. */
    static void answer(Router router) {
        router.route().failureHandler(context -> answer(context, context.statusCode()));
        // Without a route that matches, or if matching fails, it ends here, and the context knows no status.
        for (int status : DETAILS.keySet()) {
            router.errorHandler(status, context -> answer(context, status));
        }
    }

    /** Returns a handler that refuses the methods that the routes before it left, and names those that are taken. */
    static Handler<RoutingContext> methodNotAllowed(String allowed) {
        return context -> {
            context.response().putHeader(HttpHeaders.ALLOW, allowed);
            context.fail(405);
        };
    }

    /** Returns the problem body for {@code status}. */
    static Buffer body(int status) {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status);
        String detail = DETAILS.get(status);
        return (detail == null ? body : body.put("detail", detail)).toBuffer();
    }

    private static void answer(RoutingContext context, int status) {
        int code = status < 400 ? 500 : status;
        if (code >= 500) {
            LOG.log(Level.SEVERE, "Failed to handle " + describe(context), context.failure());
        }
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Too late for a status: whoever reads must not take what came for the whole.
            response.reset();
            return;
        }
        response.setStatusCode(code)
                .putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
                .end(body(code));
    }

    /** The path is the client's: it must not be able to write lines into the log. */
    private static String describe(RoutingContext context) {
        String path = String.valueOf(context.request().path()).replaceAll("[^ -~]", "?");
        return context.request().method() + " " + (path.length() > 200 ? path.substring(0, 200) + "..." : path);
    }
}
