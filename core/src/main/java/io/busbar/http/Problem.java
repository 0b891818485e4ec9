package io.busbar.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: a status, and for the person who reads it a sentence that says nothing of the server's inside.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details for HTTP APIs</a>
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final long NO_ERROR = 0x0;
    private static final long LINGER_MS = 1_000;
    private static final String RETRY_AFTER_SECONDS = "5";

    private final int status;
    private final JsonObject more;
    private final boolean ofEnding;

    private Problem(int status, String detail, JsonObject more, boolean ofEnding) {
        super(detail, null, false, false);
        this.status = status;
        this.more = more;
        this.ofEnding = ofEnding;
    }

    /** Creates a refusal with this HTTP status. */
    public static Problem of(int status, String detail) {
        return new Problem(status, detail, new JsonObject(), false);
    }

    /** Returns the refusal of a bridge that ends: the client has to come back to another node, on another connection. */
    static Problem ofEnding() {
        return new Problem(503, "shutting down", new JsonObject(), true);
    }

    /** Returns this refusal with one more member in its body. */
    Problem with(String name, @Nullable Object value) {
        return new Problem(status, String.valueOf(getMessage()), more.copy().put(name, value), ofEnding);
    }

    int status() {
        return status;
    }

    boolean isOfEnding() {
        return ofEnding;
    }

    /** Returns whether the client may be luckier later. */
    boolean passes() {
        return status == 429 || status == 503;
    }

    /** Lets the connection of a response, which has not begun, serve no further requests: it leads here, and nowhere else. */
    static void leave(RoutingContext context) {
        if (context.request().version() == HttpVersion.HTTP_2) {
            context.addEndHandler(ended -> context.request().connection().goAway(NO_ERROR));
        } else {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Writes this refusal as the response, unless one has begun. */
    public void answer(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.headWritten() || response.closed()) {
            return;
        }
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", getMessage())
                .mergeIn(more);
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
        if (passes()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (ofEnding) {
            leave(context);
        }
        if (context.request().isEnded()) {
            response.end(body.toBuffer());
            return;
        }
        // The client is still sending what nobody wants. For a while it is taken all the same: over HTTP/1.1 closing
        // with
        // bytes unread would reset the connection, and the answer might be lost with it; over HTTP/2 Java's client, for
        // one,
        // reads the answer when it has sent all, and never if it can't.
        if (context.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(body.toBuffer());
        context.request().handler(chunk -> {}).resume();
        context.vertx().setTimer(LINGER_MS, id -> stopReading(context));
    }

    private static void stopReading(RoutingContext context) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.request().connection().close();
        } else if (!context.request().isEnded()) {
            // RFC 9113, 8.1: any other code would tell the client to forget the answer.
            context.response().reset(NO_ERROR);
        }
    }
}
