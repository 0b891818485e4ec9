package io.busbar.cluster.history;

import io.busbar.history.Log;
import io.busbar.history.SharedLogProvider;
import io.busbar.history.SharedLogSettings;
import io.vertx.core.internal.ContextInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Keeps logs in Hazelcast's maps. */
public final class ClusterLogProvider implements SharedLogProvider {

    /** For the service loader. */
    public ClusterLogProvider() {}

    @Override
    public Log create(ContextInternal context, SharedLogSettings settings) {
        if (!(context.owner().clusterManager() instanceof HazelcastClusterManager cluster)) {
            throw new IllegalStateException("needs a Vertx that is clustered by Hazelcast");
        }
        return new ClusterLog(context, cluster, settings);
    }
}
