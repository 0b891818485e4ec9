package io.busbar.plugin;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.Map;
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

    /**
     * Returns the signals that the page sent with its request, if the bridge reads them; empty if there are none. They are
     * the page's, so as trustworthy as whoever uses it: good for choosing among what a user may have, never for telling
     * who that is. A client that comes back sends those that it has then.
     *
     * <p>Authorizers always get them. Later, filters and listeners do, unless there were none of either when the stream was
     * opened: then nothing is kept, and this is empty from then on.
     *
     * @return can't be changed: attempts throw {@link UnsupportedOperationException}
     */
    default JsonObject signals() {
        return new JsonObject(Map.of());
    }
}
