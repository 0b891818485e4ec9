package io.busbar.server;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that can't be read to their end, and then waits a little before it closes: closing a socket while
 * bytes come in resets the connection, and the client would never see the answer.
 */
final class InvalidRequests implements Handler<HttpServerRequest> {

    private static final long LINGER_MS = 1000;

    private final Vertx vertx;

    InvalidRequests(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void handle(HttpServerRequest request) {
        int status = status(request.decoderResult().cause());
        Buffer body = Problems.body(status);
        // Not ended, since Vert.x closes at the end of it; but whole, by its length.
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problems.CONTENT_TYPE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .write(body);
        vertx.setTimer(LINGER_MS, id -> request.connection().close());
    }

    private static int status(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return 414;
        }
        return cause instanceof TooLongHttpHeaderException ? 431 : 400;
    }
}
