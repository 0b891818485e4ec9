package io.busbar.connection;

import io.busbar.window.Entry;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The payload of some entries on the heap, for writers that can't use the window's memory. Connections that want the
 * same entries in one round share the copy. One per event loop, confined to it.
 */
public final class PayloadCopy {

    private List<Entry> entries = List.of();
    private @Nullable Buffer payload;

    /** Creates an empty one. */
    public PayloadCopy() {}

    /** Returns the frames of {@code wanted}, one after the other; not to be changed. Null if one of them is gone. */
    @Nullable Buffer of(List<Entry> wanted) {
        if (payload == null || !entries.equals(wanted)) {
            payload = copy(wanted);
            entries = List.copyOf(wanted);
        }
        return payload;
    }

    /** Forgets the copy; called at the end of a round. */
    public void clear() {
        entries = List.of();
        payload = null;
    }

    private static @Nullable Buffer copy(List<Entry> wanted) {
        int length = 0;
        for (Entry entry : wanted) {
            length += entry.payloadBytes();
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (Entry entry : wanted) {
            ByteBuf frame = entry.payload();
            if (frame == null) {
                return null;
            }
            frame.readBytes(bytes, at, entry.payloadBytes());
            frame.release();
            at += entry.payloadBytes();
        }
        return Buffer.buffer(bytes);
    }
}
