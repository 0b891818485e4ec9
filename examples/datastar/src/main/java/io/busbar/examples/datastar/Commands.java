package io.busbar.examples.datastar;

import io.busbar.datastar.Datastar;
import io.busbar.datastar.DatastarStream;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sends what users do to the bus, as requests, and answers with the reply: signals that their page is to take over. What
 * changed for everybody comes to all pages by the bridge.
 */
final class Commands implements Handler<RoutingContext> {

    private static final long TIMEOUT_MS = 5_000;

    private final Set<String> permitted = new HashSet<>();

    /** Creates a handler for commands to these addresses, and no others. */
    @SafeVarargs
    Commands(List<String>... addresses) {
        for (List<String> each : addresses) {
            permitted.addAll(each);
        }
    }

    @Override
    public void handle(RoutingContext context) {
        // A page from elsewhere can't send this header: its browser would ask first, and get no permission.
        if (context.request().getHeader("Datastar-Request") == null) {
            throw Problems.of(403, "commands come from the page");
        }
        String address = context.pathParam("address");
        if (!permitted.contains(address)) {
            throw Problems.of(404, "there is no such command");
        }
        JsonObject command = SignalReader.read(context);
        DeliveryOptions options = new DeliveryOptions().setSendTimeout(TIMEOUT_MS);
        context.vertx()
                .eventBus()
                .<JsonObject>request(address, command, options)
                .onSuccess(reply -> answer(context, reply.body()))
                .onFailure(failure -> context.fail(statusOf(failure), failure));
    }

    private static void answer(RoutingContext context, JsonObject signals) {
        DatastarStream page = DatastarStream.open(context.response());
        page.write(Datastar.patchSignals(signals));
        page.end();
    }

    private static int statusOf(Throwable failure) {
        if (failure instanceof ReplyException reply) {
            return switch (reply.failureType()) {
                case NO_HANDLERS -> 503;
                case TIMEOUT -> 504;
                default -> 502;
            };
        }
        return 500;
    }
}
