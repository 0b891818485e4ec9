package io.busbar.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** The head of a response that is an event stream. */
final class EventStream {

    private EventStream() {}

    /** Sets the headers: nothing on the way may keep, change or gather what follows. */
    static HttpServerResponse begin(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no");
    }
}
