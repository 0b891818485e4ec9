package io.busbar.plugin;

import io.vertx.ext.auth.User;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reader at the other end of one connection, as plugins and listeners see it. Immutable. */
public interface Subscriber {

    /** Returns a name for this reader that is unique on this node. A client that reconnects is a new subscriber. */
    String id();

    /** Returns the user whom an authentication handler in front of the bridge put on the request, or null. */
    @Nullable User user();

    /** Returns the addresses and address patterns that were asked for, in the order of the request. */
    Set<String> addresses();

    /** Returns the client's network address as {@code host:port}, as the server's socket sees it. */
    String remoteAddress();
}
