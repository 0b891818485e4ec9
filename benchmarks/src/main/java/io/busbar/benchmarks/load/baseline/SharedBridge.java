package io.busbar.benchmarks.load.baseline;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The bridge that shares: one consumer for each event loop and address, which encodes each event once, for all its connections. */
public final class SharedBridge extends VertxBaseline {

    private final Map<String, Readers> readers = new HashMap<>();

    private SharedBridge() {}

    /** Serves until it is killed. */
    public static void main(String[] args) {
        run(SharedBridge::new);
    }

    @Override
    void subscribe(String address, RoutingContext context) {
        Readers all = readers.computeIfAbsent(address, Readers::new);
        HttpServerResponse response = context.response();
        all.responses.add(response);
        response.closeHandler(closed -> {
            all.responses.remove(response);
            if (all.responses.isEmpty() && readers.remove(address, all)) {
                all.consumer.unregister();
            }
        });
    }

    /** Who reads an address on this loop. */
    private final class Readers {
        final Set<HttpServerResponse> responses = new LinkedHashSet<>();
        final MessageConsumer<String> consumer;

        Readers(String address) {
            consumer = vertx.eventBus().consumer(address, message -> {
                Buffer frame = Buffer.buffer("data: " + message.body() + "\n\n");
                for (HttpServerResponse response : responses) {
                    response.write(frame);
                }
            });
        }
    }
}
