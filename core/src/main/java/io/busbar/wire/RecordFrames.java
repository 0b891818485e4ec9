package io.busbar.wire;

import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Makes the frames of a log's records, without ids. One event has the same bytes wherever they are made. Confined to one
 * thread.
 */
public final class RecordFrames {

    private static final byte[] GAP = ControlFrames.gap().getBytes();

    private final Scratch scratch = new Scratch();

    /** Creates a maker. */
    public RecordFrames() {}

    /**
     * Returns the frame of an event: on the heap, and no larger than it has to be.
     *
     * @param data what {@link EventData#of} makes of the event's body
     */
    public ByteBuf of(Event event, String data) {
        ByteBuf frame = scratch.clear();
        FrameEncoder.encode(event.type(), data, frame);
        return Unpooled.wrappedBuffer(ByteBufUtil.getBytes(frame));
    }

    /** Returns the frame that says that events were lost; on the heap, not to be changed. */
    public ByteBuf ofGap() {
        return Unpooled.wrappedBuffer(GAP);
    }

    /** Lets go of its memory. */
    public void release() {
        scratch.release();
    }
}
