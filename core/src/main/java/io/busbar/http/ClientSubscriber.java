package io.busbar.http;

import io.busbar.plugin.Subscriber;
import io.vertx.ext.auth.User;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A subscriber that came by HTTP. */
record ClientSubscriber(String id, @Nullable User user, Set<String> addresses, String remoteAddress)
        implements Subscriber {}
