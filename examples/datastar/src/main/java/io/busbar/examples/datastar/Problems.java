package io.busbar.examples.datastar;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/** Answers what failed with a status, before a stream has begun: only so a page hears of it. */
final class Problems {

    private Problems() {}

    /**
     * Returns a failure for {@link RoutingContext#fail}.
     *
     * @param sentence for who sent the request
     */
    static HttpException of(int status, String sentence) {
        return new HttpException(status, sentence);
    }

    /** Handles the failures of a route. */
    static void answer(RoutingContext context) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        int status = context.statusCode() < 400 ? 500 : context.statusCode();
        JsonObject problem = new JsonObject()
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status);
        if (context.failure() instanceof HttpException failure && failure.getPayload() != null) {
            problem.put("detail", failure.getPayload());
        }
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(problem.encode());
    }
}
