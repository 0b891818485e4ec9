package io.busbar.server;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the node takes traffic: first it does not, then it does, then it never does again; and in between only as long
 * as nothing outside is amiss. Thread-safe.
 */
final class Health {

    private final Supplier<@Nullable String> outside;
    private @Nullable String reasonDown = "starting";
    private boolean stopping;

    /** {@code outside} tells what is amiss outside of this node, or null; it must not block. */
    Health(Supplier<@Nullable String> outside) {
        this.outside = outside;
    }

    /** From now on the node is ready, unless it is stopping already. */
    synchronized void up() {
        if (!stopping) {
            reasonDown = null;
        }
    }

    /** From now on the node is not ready. */
    synchronized void stopping() {
        stopping = true;
        reasonDown = "stopping";
    }

    /** Returns why the node is not ready, or null if it is. */
    synchronized @Nullable String reasonDown() {
        return reasonDown != null ? reasonDown : outside.get();
    }
}
