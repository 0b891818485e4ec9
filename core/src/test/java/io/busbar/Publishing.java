package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.HttpExchange;
import io.vertx.core.eventbus.Message;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Publishing over HTTP, and what other consumers on the bus see of it. */
final class Publishing {

    static final String JSON = "application/json";
    static final String TEXT = "text/plain";

    private Publishing() {}

    /** Posts text to be published on {@code address}. */
    static HttpExchange post(BridgeServer server, String address, String text, String... headers) {
        return HttpExchange.post(server.port(), "/publish/" + address, TEXT, text, headers);
    }

    /** Publishes text, which must be recorded, and returns its id. */
    static String publish(BridgeServer server, String address, String text, String... headers) {
        return recorded(post(server, address, text, headers));
    }

    /** Checks that what was published was recorded, and returns its id. */
    static String recorded(HttpExchange exchange) {
        assertThat(exchange.status()).as("%s", exchange).isEqualTo(202);
        assertThat(exchange.header("content-type")).as("%s", exchange).startsWith(JSON);
        assertThat(exchange.json().fieldNames()).containsExactly("id");
        String id = exchange.json().getString("id");
        assertThat(id).matches("[A-Za-z0-9]+-[1-9][0-9]*");
        return id;
    }

    /** Checks that what was published was taken, but not recorded. */
    static void notRecorded(HttpExchange exchange) {
        assertThat(exchange.status()).as("%s", exchange).isEqualTo(204);
        assertThat(exchange.body()).isEmpty();
    }

    /** Returns the number in an event id. */
    static long seq(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    /** Consumes {@code address} on the bus, as an application does. */
    static BlockingQueue<Message<Object>> consume(BridgeServer server, String address) {
        BlockingQueue<Message<Object>> seen = new LinkedBlockingQueue<>();
        server.vertx().eventBus().consumer(address, seen::add);
        return seen;
    }

    /** Returns the next message. */
    static Message<Object> next(BlockingQueue<Message<Object>> seen) throws InterruptedException {
        return Optional.ofNullable(seen.poll(10, TimeUnit.SECONDS)).orElseThrow();
    }
}
