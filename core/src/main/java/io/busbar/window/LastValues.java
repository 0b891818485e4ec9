package io.busbar.window;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest entry of each address. As long as it is in the window nothing else is kept of it; a copy is made when it
 * leaves, so that an address with many events takes nothing from quiet ones. Beyond a bound the address whose last event
 * is the oldest goes; but at least half of the bound in bytes is for values, and if what readers pin takes more than the
 * rest, those have to go, which {@link #pinFloor} tells them.
 *
 * <p>One thread, the hub's, changes it; any may read.
 */
public final class LastValues {

    private final int mostAddresses;
    private final long mostBytes;
    private final ConcurrentMap<String, Entry> values = new ConcurrentHashMap<>();

    // owned by the hub's thread; the addresses by their last event, oldest first, with what is kept beside the window
    private final Map<String, Entry> byAge = new LinkedHashMap<>();
    private final Pins pins = new Pins();
    private long copiedBytes;
    private volatile long bytes;
    private volatile long pinFloor;

    /** Creates an empty store of at most so many addresses, and bytes of copies, with what pending writes pin of them. */
    public LastValues(int mostAddresses, long mostBytes) {
        this.mostAddresses = mostAddresses;
        this.mostBytes = mostBytes;
    }

    /** Notes an entry that was appended. Hub's thread only. */
    public void add(Entry entry) {
        String address = entry.event().address();
        values.put(address, entry);
        giveUp(byAge.remove(address));
        byAge.put(address, entry);
        if (byAge.size() > mostAddresses) {
            forgetOldest();
        }
        bytes = copiedBytes + pins.bytes();
    }

    /** Copies an entry that is about to leave the window, if it is still the newest of its address. Hub's thread only. */
    public void keep(Entry entry) {
        String address = entry.event().address();
        if (values.get(address) != entry) {
            return;
        }
        Entry copy = entry.copyWithoutId();
        copiedBytes += copy.slab().cost();
        values.put(address, copy);
        byAge.replace(address, copy);
        pins.update();
        while (isOverBound() && copiedBytes > 0 && (pins.bytes() == 0 || copiedBytes > mostBytes / 2)) {
            forgetOldest();
            pins.update();
        }
        pinFloor = Math.max(pinFloor, pins.floorFor(copiedBytes + pins.bytes() - mostBytes));
        bytes = copiedBytes + pins.bytes();
    }

    private boolean isOverBound() {
        return copiedBytes + pins.bytes() > mostBytes;
    }

    private void forgetOldest() {
        Map.Entry<String, Entry> oldest = byAge.entrySet().iterator().next();
        byAge.remove(oldest.getKey());
        values.remove(oldest.getKey());
        giveUp(oldest.getValue());
    }

    private void giveUp(@Nullable Entry value) {
        if (value != null && value.isCopy()) {
            copiedBytes -= value.slab().cost();
            pins.add(value.slab());
        }
    }

    /** Returns the newest entry of {@code address}, or null. */
    public @Nullable Entry get(String address) {
        return values.get(address);
    }

    /** Returns the newest entries; those that come meanwhile may be among them or not. */
    public Iterable<Entry> all() {
        return values.values();
    }

    /** Returns how many addresses have one. */
    public int size() {
        return values.size();
    }

    /** Returns below which number no copy may still be held: the memory of what is older is needed. */
    public long pinFloor() {
        return pinFloor;
    }

    /** Returns the bytes of copies, pinned ones included. */
    public long bytes() {
        return bytes;
    }

    /** Lets go of everything. Hub's thread only; nothing may be added afterwards. */
    public void release() {
        values.clear();
        byAge.values().forEach(this::giveUp);
        byAge.clear();
        pins.clear();
        copiedBytes = 0;
        bytes = 0;
    }
}
