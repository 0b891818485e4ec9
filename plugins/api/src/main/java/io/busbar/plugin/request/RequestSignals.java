package io.busbar.plugin.request;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the signals that a Datastar page sends: in the query parameter {@code datastar} of GET and DELETE, as the body of
 * all other methods.
 *
 * <p>They are JSON as the page has it, and as untrusted as the page. Refused with 400 is what is not an object; what is
 * nested more than 100 levels deep; a number that no double can hold; and a text, or a name,
 * with NUL or with half a character, which others would read differently. Of a key that comes twice the last counts.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md#readsignals">ReadSignals, in the SDK
 *     specification</a>
 */
public final class RequestSignals {

    /** The query parameter: {@value}. */
    public static final String PARAMETER = "datastar";

    private static final String HEADER = "Datastar-Request";

    private RequestSignals() {}

    /** Returns whether Datastar's client sent {@code request}. Other origins can't send that header unasked. */
    public static boolean isFromDatastar(HttpServerRequest request) {
        return request.getHeader(HEADER) != null;
    }

    /** Returns whether requests with this method have their signals in the query. */
    public static boolean areInQuery(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.DELETE);
    }

    /**
     * Reads the signals of a request, wherever its method has them. To be called on the request's context, before anyone
     * else reads.
     *
     * @param limit the most bytes of JSON
     * @return fails with a {@link RequestException}: 400 for what is no JSON object of signals, 413 and 414 over the limit,
     *     415 for a form, which has none
     */
    public static Future<JsonObject> read(HttpServerRequest request, long limit) {
        try {
            if (areInQuery(request.method())) {
                return Future.succeededFuture(ofQuery(request, limit));
            }
            return RequestBody.read(request, limit).map(body -> ofBody(request, body));
        } catch (RequestException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Reads the signals in the query.
     *
     * @param limit the most bytes of JSON, after it was decoded
     * @return an empty object without a parameter
     * @throws RequestException 400, or 414 over the limit
     */
    public static JsonObject ofQuery(HttpServerRequest request, long limit) {
        List<String> values;
        try {
            values = request.params().getAll(PARAMETER);
        } catch (IllegalArgumentException e) {
            throw new RequestException(400, "the query is malformed");
        }
        if (values.isEmpty()) {
            return new JsonObject();
        }
        if (values.size() > 1) {
            throw new RequestException(400, "the query has signals more than once");
        }
        String json = values.get(0);
        if (json.length() > limit || json.getBytes(StandardCharsets.UTF_8).length > limit) {
            throw new RequestException(414, "the signals are larger than " + limit + " bytes");
        }
        return SignalsJson.parse(json);
    }

    /**
     * Reads the signals in a body that was read before.
     *
     * @throws RequestException 400, or 415 if its {@code Content-Type} is not JSON
     */
    public static JsonObject ofBody(HttpServerRequest request, Buffer body) {
        if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            throw new RequestException(415, "send signals as application/json");
        }
        try {
            return SignalsJson.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new RequestException(400, "the body is not UTF-8");
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.split(";", 2)[0];
        return type.trim().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
