package io.busbar.cluster.history;

import io.busbar.history.Log;

/**
 * The time for which this node records: what it writes with, and what it records for whom.
 *
 * @param writer writes the log
 * @param recording the node's work
 * @param holds what the nodes want to have recorded
 */
record Tenure(Writer writer, Log.Recording recording, Holds holds) {

    Tenure(Writer writer, Log.Recording recording) {
        this(writer, recording, new Holds(recording));
    }
}
