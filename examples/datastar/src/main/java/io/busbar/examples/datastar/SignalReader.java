package io.busbar.examples.datastar;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/** Reads the signals that a Datastar page sends along. */
final class SignalReader {

    private SignalReader() {}

    /**
     * Returns the signals of a request whose body has been read: for GET and DELETE from the query, else from the body. None
     * if there are none.
     *
     * @throws HttpException 400, if they are not a JSON object
     */
    static JsonObject read(RoutingContext context) {
        HttpMethod method = context.request().method();
        boolean inQuery = method.equals(HttpMethod.GET) || method.equals(HttpMethod.DELETE);
        String text = inQuery ? inQuery(context) : context.body().asString();
        if (text == null || text.isEmpty()) {
            return new JsonObject();
        }
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            throw Problems.of(400, "the signals are not a JSON object");
        }
    }

    private static String inQuery(RoutingContext context) {
        try {
            String text = context.request().getParam("datastar");
            return text == null ? "" : text;
        } catch (IllegalArgumentException e) {
            throw Problems.of(400, "the query is not encoded as one");
        }
    }
}
