package io.busbar.window;

import io.busbar.history.LastValue;
import io.busbar.history.LogRecord;
import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One event of the log, with its frame; its bytes stay as long as it is in the window. Thread-safe. */
public final class Entry {

    private final long seq;
    private final long nanos;
    private final Event event;
    private final BitSet rules;
    private final boolean seenByPatterns;
    private final Slab slab;
    private final int start;
    private final int end;
    private final int payload;
    private final int idBytes;
    private final boolean copy;
    private final boolean gap;

    // set by the hub's context, read by any
    private volatile @Nullable Entry newer;

    Entry(
            long seq,
            long nanos,
            Event event,
            BitSet rules,
            boolean seenByPatterns,
            Slab slab,
            int start,
            int payloadBytes,
            int idBytes,
            boolean copy,
            boolean gap) {
        this.seq = seq;
        this.nanos = nanos;
        this.event = event;
        this.rules = rules;
        this.seenByPatterns = seenByPatterns;
        this.slab = slab;
        this.start = start;
        this.payload = start + Slab.hexDigits(payloadBytes) + 2;
        this.end = payload + payloadBytes + 2;
        this.idBytes = idBytes;
        this.copy = copy;
        this.gap = gap;
    }

    /** Returns this entry with its frame, without the id, in memory of its own. */
    Entry copyWithoutId() {
        ByteBuf frame = slab.slice(payload + idBytes, end - 2);
        if (frame == null) {
            throw new IllegalStateException("entry " + seq + " is gone");
        }
        Entry copy = beside(seq, nanos, event, rules, seenByPatterns, frame);
        frame.release();
        return copy;
    }

    /** Returns this event as it is kept elsewhere. Hub's context only. */
    LastValue toLastValue() {
        ByteBuf frame = payloadWithoutId();
        if (frame == null) {
            throw new IllegalStateException("entry " + seq + " is gone");
        }
        ByteBuf own = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(frame));
        frame.release();
        return new LastValue(seq, new LogRecord(event, seenByPatterns, own, null, LogRecord.Kind.EVENT));
    }

    /** Returns an entry beside the window, with a copy of {@code frame}, which has no id. */
    static Entry beside(long seq, long nanos, Event event, BitSet rules, boolean seenByPatterns, ByteBuf frame) {
        int length = frame.readableBytes();
        Slab own = Slab.onHeap(Slab.chunkBytes(length));
        int start = own.append(Unpooled.EMPTY_BUFFER, frame, seq, Window.heapBytes(event, length));
        return new Entry(seq, nanos, event, rules, seenByPatterns, own, start, length, 0, true, false);
    }

    /** Returns the entry's number in the log. */
    public long seq() {
        return seq;
    }

    /** Returns when the entry was appended, by {@link System#nanoTime}. */
    public long nanos() {
        return nanos;
    }

    /** Returns the event. */
    public Event event() {
        return event;
    }

    /** Returns whether subscriptions to patterns get this event, and not only those to its very address. */
    public boolean seenByPatterns() {
        return seenByPatterns;
    }

    /** Returns whether a reader to whom {@code entitled} outbound rules apply may have this event. */
    public boolean isPermittedTo(BitSet entitled) {
        return rules.intersects(entitled);
    }

    /** Returns the next newer entry of the same conflation key, or null if there is none, or nobody conflates. */
    public @Nullable Entry newer() {
        return newer;
    }

    void supersededBy(Entry next) {
        newer = next;
    }

    /** Returns whether {@code next} lies right behind this entry in memory. */
    public boolean isFollowedBy(Entry next) {
        return next.slab == slab && next.start == end;
    }

    /** Returns the HTTP/1.1 chunks of this entry and those up to {@code last}, to be released; null if they are gone. */
    public @Nullable ByteBuf chunksTo(Entry last) {
        return slab.slice(start, last.end);
    }

    /** Returns the frame without chunk framing, to be released; null if it is gone. */
    public @Nullable ByteBuf payload() {
        return slab.slice(payload, end - 2);
    }

    /** Returns the frame without chunk framing and id, to be released; null if it is gone. */
    @Nullable ByteBuf payloadWithoutId() {
        return slab.slice(payload + idBytes, end - 2);
    }

    /** Returns the frame's size, without chunk framing. */
    public int payloadBytes() {
        return end - 2 - payload;
    }

    /** Returns whether this is no event, but says that some on its address were lost. */
    public boolean isGap() {
        return gap;
    }

    /** Returns whether this is no event, but says that some on any address may have been lost. */
    @SuppressWarnings("ReferenceEquality") // nobody else has this one
    public boolean isForAll() {
        return event == Window.OUTAGE;
    }

    /** Returns whether this is a copy beside the window. */
    boolean isCopy() {
        return copy;
    }

    Slab slab() {
        return slab;
    }
}
