package io.busbar.http;

import io.busbar.plugin.Subscriber;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that came by HTTP.
 *
 * @param addresses can't be changed
 * @param signals can't be changed
 */
record ClientSubscriber(String id, @Nullable User user, Set<String> addresses, String remoteAddress, JsonObject signals)
        implements Subscriber {

    /** Returns this subscriber with what an open stream is to hold on to. */
    ClientSubscriber kept(Set<String> keptAddresses, JsonObject keptSignals) {
        return new ClientSubscriber(id, user, keptAddresses, remoteAddress, keptSignals);
    }
}
