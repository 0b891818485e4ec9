package io.busbar.window;

import java.util.ArrayDeque;
import java.util.Deque;

/** Slabs that their owner has given up, but pending writes still hold. Confined to the hub's context. */
final class Pins {

    private final Deque<Slab> slabs = new ArrayDeque<>();
    private long bytes;

    /** Gives {@code slab} up. */
    void add(Slab slab) {
        slab.release();
        slabs.addLast(slab);
        bytes += slab.cost();
    }

    /** Forgets those that no write holds any more, and returns the bytes of the others. */
    long update() {
        slabs.removeIf(slab -> {
            if (slab.isFree()) {
                bytes -= slab.cost();
                return true;
            }
            return false;
        });
        return bytes;
    }

    /** Returns the bytes as of the last {@link #update}. */
    long bytes() {
        return bytes;
    }

    /** Returns below which number writes must end so that {@code excess} bytes get free. */
    long floorFor(long excess) {
        long floor = 0;
        long left = excess;
        for (Slab slab : slabs) {
            if (left <= 0) {
                break;
            }
            floor = Math.max(floor, slab.lastSeq() + 1);
            left -= slab.cost();
        }
        return floor;
    }

    /** Forgets all. */
    void clear() {
        slabs.clear();
        bytes = 0;
    }
}
