package io.busbar.connection;

import io.busbar.history.EventId;
import io.busbar.wire.ControlFrames;
import io.vertx.core.buffer.Buffer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The control events that say where a stream is. Confined to one event loop. */
public final class PositionFrames {

    private final @Nullable String epoch;
    private final LongConsumer onTold;
    private long lastSeq = -1;
    private Buffer last = Buffer.buffer();

    /**
     * Creates the frames of a log.
     *
     * @param epoch which log; null if its events have no ids
     * @param onTold is given each number of which an id is made
     */
    public PositionFrames(@Nullable String epoch, LongConsumer onTold) {
        this.epoch = epoch;
        this.onTold = onTold;
    }

    /** Returns whether events have ids. */
    public boolean haveIds() {
        return epoch != null;
    }

    /** Returns the event {@code busbar.position}; shared by connections that are at the same place. */
    public Buffer position(long seq) {
        if (seq != lastSeq) {
            lastSeq = seq;
            last = ControlFrames.position(idOf(seq));
        }
        return last;
    }

    /** Returns the event {@code busbar.lagged}. */
    Buffer lagged(long seq, long missed) {
        return ControlFrames.lagged(idOf(seq), missed);
    }

    private @Nullable String idOf(long seq) {
        if (epoch == null) {
            return null;
        }
        onTold.accept(seq);
        return new EventId(epoch, seq).toString();
    }
}
