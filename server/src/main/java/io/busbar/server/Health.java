package io.busbar.server;

import org.jspecify.annotations.Nullable;

/** Whether the node takes traffic: first it does not, then it does, then it never does again. Thread-safe. */
final class Health {

    private @Nullable String reasonDown = "starting";
    private boolean stopping;

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
        return reasonDown;
    }
}
