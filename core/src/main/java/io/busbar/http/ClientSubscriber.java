package io.busbar.http;

import io.busbar.plugin.Subscriber;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that came by HTTP.
 *
 * @param signals can't be changed
 */
record ClientSubscriber(String id, @Nullable User user, Set<String> addresses, String remoteAddress, JsonObject signals)
        implements Subscriber {

    /** Returns this subscriber without its signals, which may be large. */
    ClientSubscriber withoutSignals() {
        return new ClientSubscriber(id, user, addresses, remoteAddress, FixedJson.EMPTY);
    }
}
