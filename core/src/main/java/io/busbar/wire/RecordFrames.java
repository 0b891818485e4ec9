package io.busbar.wire;

import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Makes the frames of a log's records, without ids. One event has the same bytes wherever they are made. Stateless. */
public final class RecordFrames {

    private static final byte[] GAP = ControlFrames.gap().getBytes();

    private RecordFrames() {}

    /**
     * Returns the frame of an event: on the heap, and no larger than it has to be.
     *
     * @param data what {@link EventData#of} makes of the event's body
     */
    public static ByteBuf of(Event event, String data) {
        ByteBuf frame = Unpooled.buffer(FrameEncoder.leastBytes(event.type(), data));
        try {
            FrameEncoder.encode(event.type(), data, frame);
            // What is one line of ASCII has filled the array, and so is not copied.
            return Unpooled.wrappedBuffer(ByteBufUtil.getBytes(frame, 0, frame.writerIndex(), false));
        } finally {
            frame.release();
        }
    }

    /** Returns the frame that says that events were lost; on the heap, not to be changed. */
    public static ByteBuf ofGap() {
        return Unpooled.wrappedBuffer(GAP);
    }
}
