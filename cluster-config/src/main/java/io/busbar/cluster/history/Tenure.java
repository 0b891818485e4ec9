package io.busbar.cluster.history;

import io.busbar.history.Log;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.util.Collection;

/**
 * The time for which this node records: what it writes with, and what it records for whom. Confined to the hub's context.
 *
 * @param writer writes the log
 * @param recording the node's work
 * @param holds what the nodes want to have recorded
 */
record Tenure(Writer writer, Log.Recording recording, Holds holds) {

    Tenure(Writer writer, Log.Recording recording) {
        this(writer, recording, new Holds(recording));
    }

    /**
     * Begins to record, and to write.
     *
     * @param context the hub's
     * @param addresses that were recorded before
     * @param isFirst whether the log begins with this
     * @return completes when events that come from now on are in the log
     */
    Future<Void> begin(ContextInternal context, Collection<String> addresses, boolean isFirst) {
        return OnContext.later(context, recording.start(addresses))
                .compose(started -> writer.begin(isFirst ? null : Outage.record()));
    }

    /** Consumes nothing any more; completes when what came until then is in the log, or can't be. */
    Future<Void> drain(ContextInternal context) {
        return OnContext.later(context, recording.stop()).eventually(writer::drained);
    }

    /** Records, and writes, nothing any more. */
    void end() {
        writer.end();
        recording.stop();
    }
}
