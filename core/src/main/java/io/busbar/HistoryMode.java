package io.busbar;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether and where a bridge keeps the events that clients can resume from. */
public enum HistoryMode {
    /** In this node's memory. Ids are this node's; a resume on another node, or after a restart, is a reset. */
    @JsonProperty("memory")
    MEMORY,

    /** Nowhere: events have no ids, and what is published while a client is away is lost to it. */
    @JsonProperty("off")
    OFF
}
