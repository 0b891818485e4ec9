package io.busbar.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Reads a request's body whole, within a limit and a time. */
final class RequestBody {

    private static final long TIMEOUT_MS = 10_000;

    private RequestBody() {}

    /**
     * Returns the body; empty if there is none.
     *
     * @param limit the most bytes
     * @return fails with a {@link Problem}: 413 over the limit, 408 if it takes more than ten seconds, 400 if it breaks
     *     off
     */
    static Future<Buffer> read(RoutingContext context, long limit) {
        if (context.body() != null && context.body().available()) {
            Buffer body = context.body().buffer();
            return body.length() > limit ? Future.failedFuture(tooLarge(limit)) : Future.succeededFuture(body);
        }
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            return Future.succeededFuture(Buffer.buffer());
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && (length.length() > 18 || Long.parseLong(length) > limit)) {
            return Future.failedFuture(tooLarge(limit));
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
        return collect(request, limit, context.vertx());
    }

    private static Future<Buffer> collect(HttpServerRequest request, long limit, Vertx vertx) {
        Promise<Buffer> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        long timer = vertx.setTimer(
                TIMEOUT_MS, id -> promise.tryFail(Problem.of(408, "the body did not arrive within 10 seconds")));
        request.handler(chunk -> {
            if (body.length() + (long) chunk.length() > limit) {
                promise.tryFail(tooLarge(limit));
            } else if (!promise.future().isComplete()) {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(cause -> promise.tryFail(Problem.of(400, "the body broke off")));
        request.endHandler(end -> promise.tryComplete(body));
        request.resume();
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private static Problem tooLarge(long limit) {
        return Problem.of(413, "the body is larger than " + limit + " bytes");
    }
}
