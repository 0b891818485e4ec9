package io.busbar.examples.datastar;

import io.busbar.datastar.DatastarStream;
import io.busbar.datastar.Signals;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Answers with the events that the signals ask for, in their order: the end point by which Datastar's SDK test suite looks
 * at a server.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/tests/README.md">its description</a>
 */
final class TestEndpoint implements Handler<RoutingContext> {

    private static final long LARGEST = 1024 * 1024;

    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        Signals.read(context.request(), LARGEST)
                .map(TestEvents::read)
                .onSuccess(events -> {
                    DatastarStream page = DatastarStream.open(response);
                    events.forEach(page::write);
                    page.end();
                })
                .onFailure(failure -> response.setStatusCode(statusOf(failure)).end(failure.getMessage()));
    }

    private static int statusOf(Throwable failure) {
        return failure instanceof IllegalArgumentException ? 400 : Signals.statusOf(failure);
    }
}
