package io.busbar.testkit;

import io.busbar.plugin.Subscriber;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reader to call filters, authorizers and listeners with.
 *
 * @param id any name
 * @param user who reads; null for nobody in particular
 * @param addresses what was subscribed to
 * @param remoteAddress host and port
 * @param signals what a Datastar page sent; empty for none
 */
public record TestSubscriber(
        String id, @Nullable User user, Set<String> addresses, String remoteAddress, JsonObject signals)
        implements Subscriber {

    /** Copies the set. */
    public TestSubscriber {
        addresses = Set.copyOf(addresses);
    }

    /** Creates a reader without signals. */
    public TestSubscriber(String id, @Nullable User user, Set<String> addresses, String remoteAddress) {
        this(id, user, addresses, remoteAddress, new JsonObject());
    }

    /** Returns this reader with other signals. */
    public TestSubscriber withSignals(JsonObject newSignals) {
        return new TestSubscriber(id, user, addresses, remoteAddress, newSignals);
    }

    /** Returns a reader of these addresses. */
    public static TestSubscriber of(@Nullable User user, String... addresses) {
        return new TestSubscriber("test-subscriber", user, Set.of(addresses), "127.0.0.1:50000");
    }
}
