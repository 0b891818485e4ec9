package io.busbar.http;

import io.busbar.plugin.request.RequestBody;
import io.busbar.plugin.request.RequestException;
import io.busbar.plugin.request.RequestSignals;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Reads what a request brings, whole, within a limit and a time. Whatever is wrong with it is a {@link Problem}. */
final class RequestReader {

    private static final long TIMEOUT_MS = 10_000;

    private RequestReader() {}

    /**
     * Returns the body; empty if there is none.
     *
     * @param limit the most bytes
     * @return fails with a {@link Problem}: 413 over the limit, 408 if it takes more than ten seconds, 400 if it breaks
     *     off
     */
    static Future<Buffer> body(RoutingContext context, long limit) {
        return received(context, limit).recover(cause -> Future.failedFuture(problemOf(cause)));
    }

    /**
     * Returns the signals of a Datastar page, from where its method has them; empty if there are none.
     *
     * @param limit the most bytes of JSON
     * @return fails as {@link #body}, and with a {@link Problem} 400, 414 or 415 for what are no signals
     */
    static Future<JsonObject> signals(RoutingContext context, long limit) {
        Future<JsonObject> signals = RequestSignals.areInQuery(context.request().method())
                ? Future.succeededFuture().map(none -> ofQuery(context, limit))
                : received(context, limit).map(body -> RequestSignals.ofBody(context.request(), body));
        return signals.recover(cause -> Future.failedFuture(problemOf(cause)));
    }

    private static JsonObject ofQuery(RoutingContext context, long limit) {
        JsonObject signals = RequestSignals.ofQuery(context.request(), limit);
        // A stream holds on to its request: not also to signals that it may not need any more.
        context.request().params().remove(RequestSignals.PARAMETER);
        context.queryParams().remove(RequestSignals.PARAMETER);
        return signals;
    }

    private static Future<Buffer> received(RoutingContext context, long limit) {
        if (context.body() != null && context.body().available()) {
            // Somebody in front has read it.
            Buffer body = context.body().buffer();
            return body.length() > limit
                    ? Future.failedFuture(RequestBody.tooLarge(limit))
                    : Future.succeededFuture(body);
        }
        Future<Buffer> body = RequestBody.read(context.request(), limit);
        return body.isComplete() ? body : inTime(context, body);
    }

    private static Future<Buffer> inTime(RoutingContext context, Future<Buffer> body) {
        Promise<Buffer> promise = Promise.promise();
        body.onComplete(promise::tryComplete, promise::tryFail);
        // Nearly always the body came with the head, and is there in a moment: that needs no timer.
        context.vertx().runOnContext(soon -> {
            if (!body.isComplete()) {
                long timer = context.vertx()
                        .setTimer(
                                TIMEOUT_MS,
                                id -> promise.tryFail(Problem.of(408, "the body did not arrive within 10 seconds")));
                body.onComplete(read -> context.vertx().cancelTimer(timer));
            }
        });
        return promise.future();
    }

    private static Throwable problemOf(Throwable cause) {
        return cause instanceof RequestException refused
                ? Problem.of(refused.status(), String.valueOf(refused.getMessage()))
                : cause;
    }
}
