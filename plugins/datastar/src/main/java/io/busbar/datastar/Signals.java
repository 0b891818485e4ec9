package io.busbar.datastar;

import io.busbar.plugin.request.RequestException;
import io.busbar.plugin.request.RequestSignals;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * Reads the signals that a page sends with each request: in the query of GET and DELETE, as the JSON body of all others.
 * Read them before {@link DatastarStream#open}: then what is wrong with them has a status, and the page's error event fires.
 *
 * <pre>{@code
 * Signals.read(request)
 *         .onSuccess(signals -> DatastarStream.open(request.response())
 *                 .write(Datastar.patchSignals(new JsonObject().put("hello", signals.getString("name")))))
 *         .onFailure(refused -> request.response().setStatusCode(Signals.statusOf(refused)).end(refused.getMessage()));
 * }</pre>
 *
 * <p>Bridges read them in the same way. Vert.x takes request lines of 4,096 bytes unless told otherwise, and heads of 8,192:
 * 64 KiB of signals in a GET need {@code HttpServerOptions.setMaxInitialLineLength(262_144)}, and over HTTP/2 {@code
 * getInitialSettings().setMaxHeaderListSize(262_144)}.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md#readsignals">ReadSignals, in the SDK
 *     specification</a>
 */
public final class Signals {

    /** The most bytes of JSON that are read unless told otherwise: {@value}. */
    public static final long DEFAULT_LIMIT = 65_536;

    private Signals() {}

    /** Reads the signals of {@code request}, of at most {@value #DEFAULT_LIMIT} bytes, as {@link #read(HttpServerRequest, long)}. */
    public static Future<JsonObject> read(HttpServerRequest request) {
        return read(request, DEFAULT_LIMIT);
    }

    /**
     * Reads the signals of {@code request}, whole. To be called in its handler, before anyone else reads the body; behind a
     * {@code BodyHandler} there is {@link #of}.
     *
     * @param limit the most bytes of JSON
     * @return an object of your own, empty if the page sent none; fails with what {@link #statusOf} knows
     */
    public static Future<JsonObject> read(HttpServerRequest request, long limit) {
        return RequestSignals.read(request, limit);
    }

    /**
     * Returns the signals of {@code request}, whose body was read before.
     *
     * @param body the body; of no account for GET and DELETE
     * @throws RuntimeException that {@link #statusOf} knows
     */
    public static JsonObject of(HttpServerRequest request, Buffer body) {
        return RequestSignals.areInQuery(request.method())
                ? RequestSignals.ofQuery(request, Long.MAX_VALUE)
                : RequestSignals.ofBody(request, body);
    }

    /**
     * Returns the HTTP status to answer with if signals could not be read: 400 for what is no JSON object, or nothing that
     * all would read alike; 413 and 414 over the limit; 415 for a form, which has none; 500 for any other failure. The
     * messages of the first four are for the page's author, and quote nothing.
     */
    public static int statusOf(Throwable failure) {
        return failure instanceof RequestException refused ? refused.status() : 500;
    }
}
