package io.busbar.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** A buffer that is used again and again, but does not stay large after a large frame. Confined to one thread. */
public final class Scratch {

    private static final int SMALL = 1024;
    private static final int LARGE = 65_536;

    private ByteBuf buffer = Unpooled.buffer(SMALL);

    /** Creates a small one. */
    public Scratch() {}

    /** Returns the buffer, empty; valid until the next call. */
    public ByteBuf clear() {
        if (buffer.capacity() > LARGE) {
            buffer.release();
            buffer = Unpooled.buffer(SMALL);
        }
        return buffer.clear();
    }

    /** Lets go of it. */
    public void release() {
        buffer.release();
    }
}
