package io.busbar.http;

import io.busbar.hub.Hub;
import io.busbar.plugin.Event;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.TreeMap;

/** Answers requests with what came back from the bus. */
final class Replies {

    private Replies() {}

    /** The client may have left, and a time-out of the application may have answered. */
    static boolean isOpen(RoutingContext context) {
        return !context.response().closed() && !context.response().headWritten();
    }

    static void noContent(RoutingContext context) {
        if (isOpen(context)) {
            context.response().setStatusCode(204).end();
        }
    }

    /** Answers with the reply's body as it is. */
    static void answer(RoutingContext context, Message<Object> reply) {
        if (!isOpen(context)) {
            return;
        }
        Object body = reply.body();
        String type = "application/json";
        Buffer bytes;
        if (body instanceof String text) {
            type = "text/plain;charset=utf-8";
            bytes = Buffer.buffer(text);
        } else if (body instanceof Buffer buffer) {
            type = "application/octet-stream";
            bytes = buffer;
        } else if (body instanceof byte[] array) {
            type = "application/octet-stream";
            bytes = Buffer.buffer(array);
        } else {
            bytes = Json.encodeToBuffer(body);
        }
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(bytes);
    }

    /**
     * Answers with the events that the bridge's format makes of the reply, and a clean end: for the client that is all. 204
     * if there are none.
     *
     * @param address where the request went, whose rules apply
     * @return fails as {@link Hub#format} does, before anything was answered
     */
    static Future<Void> stream(RoutingContext context, Hub hub, String address, Message<Object> reply) {
        if (reply.body() == null) {
            noContent(context);
            return Future.succeededFuture();
        }
        return hub.format(Event.of(address, reply.body(), headersOf(reply.headers())))
                .map(frames -> {
                    if (frames.length() == 0) {
                        noContent(context);
                    } else if (isOpen(context)) {
                        EventStream.begin(context.response()).end(frames);
                    }
                    return null;
                });
    }

    private static Map<String, String> headersOf(MultiMap headers) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(header -> all.putIfAbsent(header.getKey(), header.getValue()));
        return all;
    }
}
