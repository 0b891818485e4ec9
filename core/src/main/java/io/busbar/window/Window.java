package io.busbar.window;

import io.busbar.plugin.Event;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The recent end of the log, as frames. One thread, the hub's, appends; any thread may read, and finds an entry or that
 * it is gone.
 *
 * <p>Bounded by bytes: frames, an estimate of what events take on the heap, and the slabs that pending writes still
 * hold after eviction. At least half of the bound is for entries; if what is pinned takes more than the rest, the
 * readers that pin the oldest have to go, which {@link #pinFloor} tells them.
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

    // owned by the hub's thread
    private final long bound;
    private final int slabBytes;
    private final Deque<Slab> slabs = new ArrayDeque<>();
    private final Deque<Slab> evicted = new ArrayDeque<>();
    private long heldBytes;
    private long pinnedBytes;

    // written by the hub's thread, read by any; head is written last, and so publishes the others
    private volatile @Nullable Entry[] ring = new Entry[SMALLEST_RING];
    private volatile long oldest = 1;
    private volatile long pinFloor;
    private volatile long bytes;
    private volatile long head;

    /** Creates an empty window that holds at most {@code bound} bytes, give or take a slab. */
    public Window(long bound) {
        this.bound = bound;
        this.slabBytes = (int) Math.max(SMALLEST_SLAB, Math.min(LARGEST_SLAB, bound / SLABS));
    }

    /**
     * Appends an event. Hub's thread only.
     *
     * @param rules the outbound rules that permit the event; not changed any more
     * @param seenByPatterns whether subscriptions to patterns get it
     * @param payload its frame; copied
     */
    public Entry append(Event event, BitSet rules, boolean seenByPatterns, ByteBuf payload) {
        int chunkBytes = Slab.chunkBytes(payload.readableBytes());
        Slab slab = slabs.peekLast();
        if (slab == null || !slab.fits(chunkBytes)) {
            slab = new Slab(Math.max(slabBytes, chunkBytes));
            slabs.addLast(slab);
            heldBytes += slab.cost();
        }
        long seq = head + 1;
        int overhead = heapBytes(event, payload.readableBytes());
        int start = slab.append(payload, seq, overhead);
        heldBytes += overhead;
        if (heldBytes + pinnedBytes > bound) {
            makeRoom();
        }
        Entry entry = new Entry(seq, event, rules, seenByPatterns, slab, start, payload.readableBytes());
        put(entry);
        bytes = heldBytes + pinnedBytes;
        head = seq;
        return entry;
    }

    /** Returns the newest entry's number, or 0 before the first. */
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

    /** Lets go of everything. Hub's thread only; nothing may be appended afterwards. */
    public void release() {
        while (!slabs.isEmpty()) {
            evictOldestSlab();
        }
        evicted.clear();
        pinnedBytes = 0;
        bytes = 0;
    }

    /** Returns about what an entry takes on the heap, beside its frame, for itself and its event. */
    private static int heapBytes(Event event, int payloadBytes) {
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

    private void makeRoom() {
        forgetFreed();
        while (heldBytes + pinnedBytes > bound && slabs.size() > 1 && (pinnedBytes == 0 || heldBytes > bound / 2)) {
            evictOldestSlab();
            forgetFreed();
        }
        long excess = heldBytes + pinnedBytes - bound;
        for (Slab slab : evicted) {
            if (excess <= 0) {
                break;
            }
            pinFloor = Math.max(pinFloor, slab.lastSeq() + 1);
            excess -= slab.cost();
        }
    }

    private void evictOldestSlab() {
        Slab slab = slabs.removeFirst();
        heldBytes -= slab.cost();
        @Nullable Entry[] current = ring;
        for (long seq = oldest; seq <= slab.lastSeq(); seq++) {
            current[(int) seq & (current.length - 1)] = null;
        }
        oldest = Math.max(oldest, slab.lastSeq() + 1);
        evicted.addLast(slab);
        pinnedBytes += slab.cost();
        slab.release();
    }

    private void forgetFreed() {
        evicted.removeIf(slab -> {
            if (slab.isFree()) {
                pinnedBytes -= slab.cost();
                return true;
            }
            return false;
        });
    }
}
