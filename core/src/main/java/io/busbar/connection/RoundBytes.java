package io.busbar.connection;

import io.busbar.window.Entry;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of some entries, which connections that want the same ones in one round share: their chunks in the window's memory,
 * and for writers that can't use that their frames on the heap. One per event loop, confined to it.
 */
public final class RoundBytes {

    private List<Entry> entries = List.of();
    private @Nullable Buffer frames;

    private @Nullable Entry first;
    private @Nullable Entry last;
    private @Nullable ByteBuf chunks;

    /** Creates an empty one. */
    public RoundBytes() {}

    /** Returns the frames of {@code wanted}, one after the other; not to be changed. Null if one of them is gone. */
    @Nullable Buffer frames(List<Entry> wanted) {
        if (frames == null || !entries.equals(wanted)) {
            frames = copy(wanted);
            entries = List.copyOf(wanted);
        }
        return frames;
    }

    /**
     * Returns the chunks from one entry to another, which follow each other; to be read by index, and retained by whoever needs
     * them longer than the round. Null if they are gone.
     */
    @Nullable ByteBuf chunks(Entry from, Entry to) {
        // Not taken from the window each time: how many hold its memory is a count that all event loops change.
        if (chunks == null || !from.equals(first) || !to.equals(last)) {
            releaseChunks();
            chunks = from.chunksTo(to);
            first = from;
            last = to;
        }
        return chunks;
    }

    /** Forgets them; called at the end of a round. */
    public void clear() {
        entries = List.of();
        frames = null;
        releaseChunks();
        first = null;
        last = null;
    }

    private void releaseChunks() {
        if (chunks != null) {
            chunks.release();
            chunks = null;
        }
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
