package io.busbar.window;

import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** One event of the log, with its frame. Immutable; its bytes stay as long as it is in the window. */
public final class Entry {

    private final long seq;
    private final Event event;
    private final BitSet rules;
    private final boolean seenByPatterns;
    private final Slab slab;
    private final int start;
    private final int end;
    private final int payload;

    Entry(long seq, Event event, BitSet rules, boolean seenByPatterns, Slab slab, int start, int payloadBytes) {
        this.seq = seq;
        this.event = event;
        this.rules = rules;
        this.seenByPatterns = seenByPatterns;
        this.slab = slab;
        this.start = start;
        this.payload = start + Slab.hexDigits(payloadBytes) + 2;
        this.end = payload + payloadBytes + 2;
    }

    /** Returns the entry's number in the log. */
    public long seq() {
        return seq;
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

    /** Returns the frame's size, without chunk framing. */
    public int payloadBytes() {
        return end - 2 - payload;
    }
}
