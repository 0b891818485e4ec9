package io.busbar.window;

import io.busbar.history.LastValue;
import io.busbar.plugin.Event;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
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

    // owned by the hub's context; the addresses by their last event, oldest first, with what is kept beside the window
    private final Map<String, Entry> byAge = new LinkedHashMap<>();

    /** Those from before the window's time, oldest first; all older than the others. */
    private final Map<String, Entry> restored = new LinkedHashMap<>();

    private final Pins pins = new Pins();
    private long copiedBytes;
    private volatile long bytes;
    private volatile long pinFloor;

    /** Creates an empty store of at most so many addresses, and bytes of copies, with what pending writes pin of them. */
    public LastValues(int mostAddresses, long mostBytes) {
        this.mostAddresses = mostAddresses;
        this.mostBytes = mostBytes;
    }

    /** Notes an entry that was appended. Hub's context only. */
    public void add(Entry entry) {
        String address = entry.event().address();
        values.put(address, entry);
        giveUp(byAge.remove(address));
        giveUp(restored.remove(address));
        byAge.put(address, entry);
        if (values.size() > mostAddresses) {
            forgetOldest();
        }
        bytes = copiedBytes + pins.bytes();
    }

    /** Copies an entry that is about to leave the window, if it is still the newest of its address. Hub's context only. */
    public void keep(Entry entry) {
        String address = entry.event().address();
        if (values.get(address) != entry) {
            return;
        }
        Entry copy = entry.copyWithoutId();
        copiedBytes += copy.slab().cost();
        values.put(address, copy);
        byAge.replace(address, copy);
        makeRoom();
    }

    /**
     * Notes the newest entry that an address had before the window's time, unless it has one; to be called in the order of
     * their numbers. Hub's context only.
     */
    public void restore(LastValue value, BitSet rules) {
        Event event = value.record().event();
        if (values.containsKey(event.address())) {
            return;
        }
        Entry copy = Entry.beside(
                value.seq(),
                System.nanoTime(),
                event,
                rules,
                value.record().seenByPatterns(),
                value.record().frame());
        copiedBytes += copy.slab().cost();
        values.put(event.address(), copy);
        restored.put(event.address(), copy);
        if (values.size() > mostAddresses) {
            forgetOldest();
        }
        makeRoom();
    }

    private void makeRoom() {
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
        Map<String, Entry> older = restored.isEmpty() ? byAge : restored;
        Map.Entry<String, Entry> oldest = older.entrySet().iterator().next();
        older.remove(oldest.getKey());
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

    /**
     * Returns those with a number between {@code after} and {@code before}, oldest first: at least one if there is any, and
     * then as long as their frames have no more than {@code mostBytes} in all. Hub's context only.
     */
    public List<LastValue> between(long after, long before, long mostBytes) {
        List<LastValue> found = new ArrayList<>();
        long bytesFound = 0;
        for (Map<String, Entry> some : List.of(restored, byAge)) {
            for (Entry entry : some.values()) {
                if (entry.seq() >= before || (!found.isEmpty() && bytesFound + entry.payloadBytes() > mostBytes)) {
                    return found;
                }
                if (entry.seq() > after) {
                    found.add(entry.toLastValue());
                    bytesFound += entry.payloadBytes();
                }
            }
        }
        return found;
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

    /** Lets go of everything. Hub's context only; nothing may be added afterwards. */
    public void release() {
        values.clear();
        byAge.values().forEach(this::giveUp);
        byAge.clear();
        restored.values().forEach(this::giveUp);
        restored.clear();
        pins.clear();
        copiedBytes = 0;
        bytes = 0;
    }
}
