package io.busbar.window;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory, direct unless made {@link #onHeap}, that frames are appended to, one after the other, as HTTP/1.1
 * chunks. The hub's context appends; any thread may slice what was published to it.
 */
final class Slab {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    // Not pooled: a pooled buffer's object may serve somebody else when a late reader tries to retain it.
    private final ByteBuf memory;

    // owned by the hub's context
    private long lastSeq;
    private long cost;

    Slab(int bytes) {
        this(Unpooled.directBuffer(bytes, bytes));
    }

    private Slab(ByteBuf memory) {
        this.memory = memory;
        cost = memory.capacity();
    }

    /** Returns a slab on the heap, for what is copied once more on its way out: many small ones cost less there. */
    static Slab onHeap(int bytes) {
        return new Slab(Unpooled.buffer(bytes, bytes));
    }

    /** Returns how many bytes {@code payload} takes here, with its chunk's framing. */
    static int chunkBytes(int payload) {
        return hexDigits(payload) + payload + 4;
    }

    static int hexDigits(int value) {
        return (35 - Integer.numberOfLeadingZeros(value)) / 4;
    }

    boolean fits(int chunkBytes) {
        return memory.writableBytes() >= chunkBytes;
    }

    /** Appends {@code id} and {@code frame} as one chunk, and returns where the chunk begins. */
    int append(ByteBuf id, ByteBuf frame, long seq, long overhead) {
        int start = memory.writerIndex();
        int length = id.readableBytes() + frame.readableBytes();
        for (int shift = 4 * (hexDigits(length) - 1); shift >= 0; shift -= 4) {
            memory.writeByte(HEX[(length >>> shift) & 15]);
        }
        crlf();
        memory.writeBytes(id, id.readerIndex(), id.readableBytes());
        memory.writeBytes(frame, frame.readerIndex(), frame.readableBytes());
        crlf();
        lastSeq = seq;
        cost += overhead;
        return start;
    }

    /** Notes that the number {@code seq}, which has no frame, is held along with this slab's. */
    void mark(long seq, long overhead) {
        lastSeq = seq;
        cost += overhead;
    }

    private void crlf() {
        memory.writeByte('\r');
        memory.writeByte('\n');
    }

    /** Returns the bytes from {@code start} to {@code end}, to be released by the caller; null if they are gone. */
    @Nullable ByteBuf slice(int start, int end) {
        try {
            return memory.retainedSlice(start, end - start);
        } catch (IllegalReferenceCountException gone) {
            return null;
        }
    }

    /** Gives the window's own hold up; writes that are under way keep the memory until they end. */
    void release() {
        memory.release();
    }

    boolean isFree() {
        return memory.refCnt() == 0;
    }

    long lastSeq() {
        return lastSeq;
    }

    long cost() {
        return cost;
    }
}
