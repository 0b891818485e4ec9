package io.busbar.connection;

import io.busbar.history.EventId;
import io.busbar.wire.ControlFrames;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The control events that say where a stream is. Confined to one event loop. */
public final class PositionFrames {

    private final @Nullable Supplier<String> epoch;
    private @Nullable EventId lastId;
    private Buffer last = ControlFrames.position(null);

    /**
     * Creates the frames of a log.
     *
     * @param epoch says which one ids have now; null if events have no ids
     */
    public PositionFrames(@Nullable Supplier<String> epoch) {
        this.epoch = epoch;
    }

    /** Returns whether events have ids. */
    public boolean haveIds() {
        return epoch != null;
    }

    /** Returns the event {@code busbar.position}; shared by connections that are at the same place. */
    public Buffer position(long seq) {
        EventId id = idOf(seq);
        if (id != null && !id.equals(lastId)) {
            lastId = id;
            last = ControlFrames.position(id.toString());
        }
        return last;
    }

    /** Returns the event {@code busbar.lagged}. */
    Buffer lagged(long seq, long missed) {
        EventId id = idOf(seq);
        return ControlFrames.lagged(id == null ? null : id.toString(), missed);
    }

    private @Nullable EventId idOf(long seq) {
        return epoch == null ? null : new EventId(epoch.get(), seq);
    }
}
