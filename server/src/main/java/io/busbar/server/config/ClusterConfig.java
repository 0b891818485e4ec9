package io.busbar.server.config;

import io.busbar.cluster.ClusterOptions;

/** Whether the node is one of a cluster, and every key of {@link ClusterOptions}. */
public final class ClusterConfig extends ClusterOptions {

    private boolean enabled;

    /** Creates the default configuration: no cluster. */
    public ClusterConfig() {}

    /** Returns whether the node is one of a cluster. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Sets whether the node is one of a cluster; the other keys say of which. */
    public ClusterConfig setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }
}
