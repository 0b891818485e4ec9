package io.busbar;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether and where a bridge keeps the events that clients can resume from. */
public enum HistoryMode {
    /** In this node's memory. Ids are this node's; a resume on another node, or after a restart, is a reset. */
    @JsonProperty("memory")
    MEMORY,

    /**
     * In the memory of the cluster's members, each event on several: ids are the same on all nodes, and a client resumes on
     * any. Needs a {@code Vertx} that is clustered by Hazelcast, and {@code busbar-cluster-config} on the class path.
     */
    @JsonProperty("cluster")
    CLUSTER,

    /** Nowhere: events have no ids, and what is published while a client is away is lost to it. */
    @JsonProperty("off")
    OFF
}
