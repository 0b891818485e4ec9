package io.busbar.benchmarks.load.baseline;

import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.ext.web.RoutingContext;

/** The bridge that one writes first: a consumer for each connection, which encodes each event. */
public final class NaiveBridge extends VertxBaseline {

    private NaiveBridge() {}

    /** Serves until it is killed. */
    public static void main(String[] args) {
        run(NaiveBridge::new);
    }

    @Override
    void subscribe(String address, RoutingContext context) {
        MessageConsumer<String> consumer = vertx.eventBus()
                .consumer(address, message -> context.response().write("data: " + message.body() + "\n\n"));
        context.response().closeHandler(closed -> consumer.unregister());
    }
}
