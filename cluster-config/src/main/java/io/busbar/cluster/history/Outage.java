package io.busbar.cluster.history;

import io.busbar.history.LogRecord;
import io.busbar.plugin.Event;
import io.busbar.wire.ControlFrames;
import io.netty.buffer.Unpooled;
import java.util.Map;

/** What a recorder writes first if another has recorded before: in between nobody did. */
final class Outage {

    private Outage() {}

    static LogRecord record() {
        return new LogRecord(
                Event.of("busbar.outage", null, Map.of()),
                true,
                Unpooled.wrappedBuffer(ControlFrames.gap().getBytes()),
                null,
                LogRecord.Kind.OUTAGE);
    }
}
