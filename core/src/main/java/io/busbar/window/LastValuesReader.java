package io.busbar.window;

import io.busbar.address.Selection;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the last values that one reader wants, a piece at a time: those of entries up to its position, since newer ones
 * come live. Confined to one event loop.
 */
public final class LastValuesReader {

    private static final int PIECE_BYTES = 16_384;
    private static final int LOOKS = 512;

    private final LastValues values;
    private final EntryFilter filter;
    private final long upTo;
    private final Iterator<Entry> candidates;

    // the frame that is being read
    private @Nullable Begun begun;
    private @Nullable ByteBuf rest;

    private int found;

    /** What is to be known of a value while its frame is read; the entry itself would keep all newer ones of its key. */
    private record Begun(long seq, String address, boolean isCopy) {}

    /** Creates a reader of entries up to {@code upTo}. */
    public LastValuesReader(LastValues values, EntryFilter filter, long upTo) {
        this.values = values;
        this.filter = filter;
        this.upTo = upTo;
        Selection selection = filter.selection();
        this.candidates = selection.hasPatterns()
                ? values.all().iterator()
                : selection.addresses().stream()
                        .map(values::get)
                        .filter(Objects::nonNull)
                        .iterator();
    }

    /** Returns whether there may be more to read. */
    public boolean hasMore() {
        return rest != null || candidates.hasNext();
    }

    /** Returns whether a frame has been begun, and not ended. */
    public boolean isWithinFrame() {
        return rest != null;
    }

    /** Returns whether it holds memory that is needed: of the window below {@code windowFloor}, or of a value. */
    public boolean isInTheWay(long windowFloor) {
        Begun now = begun;
        if (now == null) {
            return false;
        }
        return now.isCopy() ? now.seq() < values.pinFloor() && isReplaced(now) : now.seq() < windowFloor;
    }

    private boolean isReplaced(Begun value) {
        Entry newest = values.get(value.address());
        return newest == null || newest.seq() != value.seq();
    }

    /** Returns the next frames, or pieces of them, without ids; empty if none was found so far. */
    public Buffer read() {
        Buffer piece = Buffer.buffer();
        for (int i = 0; i < LOOKS && piece.length() < PIECE_BYTES && hasMore(); i++) {
            if (rest == null) {
                rest = frameOf(candidates.next());
            }
            if (rest != null) {
                take(rest, piece);
            }
        }
        return piece;
    }

    private void take(ByteBuf frame, Buffer piece) {
        byte[] bytes = new byte[Math.min(PIECE_BYTES - piece.length(), frame.readableBytes())];
        frame.readBytes(bytes);
        piece.appendBytes(bytes);
        if (!frame.isReadable()) {
            release();
        }
    }

    private @Nullable ByteBuf frameOf(Entry candidate) {
        @Nullable Entry value = candidate;
        while (value != null && value.seq() <= upTo && filter.wants(value)) {
            ByteBuf frame = value.payloadWithoutId();
            if (frame != null) {
                begun = new Begun(value.seq(), value.event().address(), value.isCopy());
                found++;
                return frame;
            }
            // It has been copied, or replaced, or forgotten since.
            value = values.get(value.event().address());
        }
        return null;
    }

    /** Returns how many values {@link #read} has begun with so far. */
    public int found() {
        return found;
    }

    /** Lets go of what it holds. */
    public void release() {
        if (rest != null) {
            rest.release();
            rest = null;
            begun = null;
        }
    }
}
