package io.busbar.examples.datastar;

import io.busbar.datastar.DatastarEvent;
import io.busbar.datastar.DatastarStream;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Answers with the events that the signals ask for, in their order: the end point by which Datastar's SDK test suite looks
 * at a server.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/tests/README.md">its description</a>
 */
final class TestEndpoint implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext context) {
        List<DatastarEvent> events;
        try {
            events = TestEvents.read(SignalReader.read(context));
        } catch (IllegalArgumentException e) {
            throw Problems.of(400, String.valueOf(e.getMessage()));
        }
        DatastarStream page = DatastarStream.open(context.response());
        events.forEach(page::write);
        page.end();
    }
}
