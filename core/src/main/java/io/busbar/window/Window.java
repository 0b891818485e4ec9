package io.busbar.window;

import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of the log that this node holds, as frames that are ready for the wire. One thread, the hub's, appends; any
 * thread may read, and finds an entry or that it is gone.
 *
 * <p>At least half of the bound in bytes is for entries; if what pending writes pin of evicted slabs takes more than the
 * rest, the readers that pin the oldest have to go, which {@link #pinFloor} tells them.
 */
public final class Window {

    private static final int LARGEST_SLAB = 65_536;
    private static final int SMALLEST_SLAB = 4_096;
    private static final int SLABS = 64;
    private static final int OBJECT_BYTES = 256;
    private static final int HEADER_BYTES = 128;

    /** Small maps of small values take several times their text. */
    private static final int JSON_FACTOR = 4;

    private static final int SMALLEST_RING = 1024;

    /** The event of an entry that says that events on any address may have been lost; see {@link Entry#isForAll}. */
    public static final Event OUTAGE = Event.of("busbar.outage", null, Map.of());

    private static final Event MARK = Event.of("busbar.mark", null, Map.of());
    private static final BitSet NOBODY = new BitSet(0);
    private static final int MARK_BYTES = 80;

    // owned by the hub's context
    private final Retention retention;
    private final Consumer<Entry> onTrim;
    private final int slabBytes;
    private final Deque<Slab> slabs = new ArrayDeque<>();
    private final Pins pins = new Pins();
    private long heldBytes;
    private long marks;

    // written by the hub's context, read by any; head is written last, and so publishes the others
    private volatile @Nullable Entry[] ring = new Entry[SMALLEST_RING];
    private volatile long oldest;
    private volatile long pinFloor;
    private volatile long bytes;
    private volatile long head;

    /**
     * Creates an empty window.
     *
     * @param before the number before the first entry
     * @param onTrim called, on the hub's context, with each entry that is about to leave
     */
    public Window(Retention retention, long before, Consumer<Entry> onTrim) {
        this.retention = retention;
        this.onTrim = onTrim;
        this.oldest = before + 1;
        this.head = before;
        this.slabBytes = (int) Math.max(SMALLEST_SLAB, Math.min(LARGEST_SLAB, retention.bytes() / SLABS));
    }

    /**
     * Appends an event, as the entry {@code head() + 1}. Hub's context only.
     *
     * @param nowNanos when, by {@link System#nanoTime}; not less than for the entry before
     * @param rules the outbound rules that permit the event; not changed any more
     * @param seenByPatterns whether subscriptions to patterns get it
     * @param id the line with its id, or nothing; copied
     * @param frame what follows; copied
     * @param gap whether it is no event, but says that some on its address were lost
     */
    public Entry append(
            long nowNanos, Event event, BitSet rules, boolean seenByPatterns, ByteBuf id, ByteBuf frame, boolean gap) {
        int idBytes = id.readableBytes();
        int payloadBytes = idBytes + frame.readableBytes();
        int chunkBytes = Slab.chunkBytes(payloadBytes);
        int overhead = heapBytes(event, payloadBytes);
        Slab slab = slabs.peekLast();
        if (slab == null || !slab.fits(chunkBytes)) {
            slab = new Slab(Math.max(slabBytes, chunkBytes));
            slabs.addLast(slab);
            heldBytes += slab.cost();
        }
        long seq = head + 1;
        int start = slab.append(id, frame, seq, overhead);
        heldBytes += overhead;
        makeRoom(seq);
        Entry entry =
                new Entry(seq, nowNanos, event, rules, seenByPatterns, slab, start, payloadBytes, idBytes, false, gap);
        put(entry);
        bytes = heldBytes + pins.bytes();
        head = seq;
        return entry;
    }

    /**
     * Takes the number {@code head() + 1} for an entry that nobody gets. It does not count as an event. Hub's context only.
     *
     * @param nowNanos as for {@link #append}
     */
    public void mark(long nowNanos) {
        Slab slab = slabs.peekLast();
        if (slab == null) {
            slab = new Slab(slabBytes);
            slabs.addLast(slab);
            heldBytes += slab.cost();
        }
        long seq = head + 1;
        slab.mark(seq, MARK_BYTES);
        heldBytes += MARK_BYTES;
        marks++;
        makeRoom(seq);
        put(new Entry(seq, nowNanos, MARK, NOBODY, false, slab, 0, 0, 0, false, false));
        bytes = heldBytes + pins.bytes();
        head = seq;
    }

    /** Returns the newest entry's number, or the one before the first. */
    public long head() {
        return head;
    }

    /** Returns the number of the oldest entry that is still here; {@code head() + 1} if there is none. */
    public long oldest() {
        return oldest;
    }

    /** Returns below which number no write may still be pending: the memory of what is older is needed. */
    public long pinFloor() {
        return pinFloor;
    }

    /** Returns the bytes held now, pinned ones included. */
    public long bytes() {
        return bytes;
    }

    /** Returns the entry with this number, or null if it is gone or was never there. */
    public @Nullable Entry get(long seq) {
        @Nullable Entry[] current = ring;
        Entry entry = current[(int) seq & (current.length - 1)];
        return entry != null && entry.seq() == seq ? entry : null;
    }

    /**
     * Lets go of what is too old. Hub's context only.
     *
     * @return after how many nanoseconds there will be more to let go of; {@link Long#MAX_VALUE} if nothing is here
     */
    public long trimByAge(long nowNanos) {
        long left = Long.MAX_VALUE;
        while (oldest <= head) {
            left = retention.ageNanos() - (nowNanos - held(oldest).nanos());
            if (left > 0) {
                break;
            }
            trimOldest();
            left = Long.MAX_VALUE;
        }
        bytes = heldBytes + pins.update();
        return left;
    }

    /** Returns the number of the newest entry that is at least {@code ageNanos} old, or of the one before the oldest. */
    public long lastBefore(long ageNanos, long nowNanos) {
        long low = oldest - 1;
        long high = head;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            Entry entry = get(middle);
            if (entry == null || nowNanos - entry.nanos() >= ageNanos) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Lets go of everything. Hub's context only; nothing may be appended afterwards. */
    public void release() {
        ring = new Entry[SMALLEST_RING];
        oldest = head + 1;
        slabs.forEach(Slab::release);
        slabs.clear();
        pins.clear();
        heldBytes = 0;
        bytes = 0;
    }

    /** Returns about what an entry takes on the heap, beside its frame, for itself and its event. */
    static int heapBytes(Event event, int payloadBytes) {
        int bytes = OBJECT_BYTES;
        for (Map.Entry<String, String> header : event.headers().entrySet()) {
            bytes += HEADER_BYTES + header.getKey().length() + header.getValue().length();
        }
        boolean plain = event.body() instanceof String || event.body() instanceof Buffer;
        return bytes + (plain ? payloadBytes : JSON_FACTOR * payloadBytes);
    }

    private void put(Entry entry) {
        @Nullable Entry[] current = ring;
        if (entry.seq() - oldest == current.length) {
            @Nullable Entry[] larger = new Entry[2 * current.length];
            for (long seq = oldest; seq < entry.seq(); seq++) {
                larger[(int) seq & (larger.length - 1)] = current[(int) seq & (current.length - 1)];
            }
            current = larger;
        }
        current[(int) entry.seq() & (current.length - 1)] = entry;
        ring = current;
    }

    private void makeRoom(long nextSeq) {
        while (nextSeq - oldest - marks >= retention.events()) {
            trimOldest();
        }
        if (heldBytes + pins.bytes() <= retention.bytes()) {
            return;
        }
        pins.update();
        while (isOverBound() && slabs.size() > 1 && (pins.bytes() == 0 || heldBytes > retention.bytes() / 2)) {
            trimOldest();
        }
        long excess = heldBytes + pins.bytes() - retention.bytes();
        pinFloor = Math.max(pinFloor, pins.floorFor(excess));
    }

    private boolean isOverBound() {
        return heldBytes + pins.bytes() > retention.bytes();
    }

    /** The oldest slab goes with its last entry. */
    private void trimOldest() {
        long seq = oldest;
        Slab slab = slabs.getFirst();
        Entry entry = held(seq);
        if (entry.event() == MARK) {
            marks--;
        } else {
            onTrim.accept(entry);
        }
        @Nullable Entry[] current = ring;
        current[(int) seq & (current.length - 1)] = null;
        oldest = seq + 1;
        if (slab.lastSeq() == seq) {
            slabs.removeFirst();
            heldBytes -= slab.cost();
            pins.add(slab);
            pins.update();
        }
    }

    private Entry held(long seq) {
        Entry entry = get(seq);
        if (entry == null) {
            throw new IllegalStateException("entry " + seq + " is not here");
        }
        return entry;
    }
}
