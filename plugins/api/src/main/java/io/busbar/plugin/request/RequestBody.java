package io.busbar.plugin.request;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Reads a request's body whole, within a limit, in however many pieces it comes. */
public final class RequestBody {

    /** More digits than these are no length that anyone could mean. */
    private static final int MOST_DIGITS = 18;

    private RequestBody() {}

    /**
     * Returns the body; empty if there is none. To be called on the request's context, before anyone else reads.
     *
     * @param limit the most bytes
     * @return fails with a {@link RequestException}: 413 over the limit, 400 if the body breaks off
     */
    public static Future<Buffer> read(HttpServerRequest request, long limit) {
        if (request.isEnded()) {
            return Future.succeededFuture(Buffer.buffer());
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && (length.length() > MOST_DIGITS || Long.parseLong(length) > limit)) {
            return Future.failedFuture(tooLarge(limit));
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        return collect(request, limit);
    }

    private static Future<Buffer> collect(HttpServerRequest request, long limit) {
        Promise<Buffer> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + (long) chunk.length() > limit) {
                promise.tryFail(tooLarge(limit));
            } else if (!promise.future().isComplete()) {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(cause -> promise.tryFail(new RequestException(400, "the body broke off")));
        request.endHandler(end -> promise.tryComplete(body));
        request.resume();
        // A request may live as long as a stream, and is not to hold on to its body.
        return promise.future().andThen(read -> {
            request.handler(null);
            request.exceptionHandler(null);
            request.endHandler(null);
        });
    }

    /** Returns what to say of a body with more bytes than {@code limit}. */
    public static RequestException tooLarge(long limit) {
        return new RequestException(413, "the body is larger than " + limit + " bytes");
    }
}
