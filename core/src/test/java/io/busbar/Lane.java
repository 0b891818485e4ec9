package io.busbar;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A numbered row of events: those of one address that one publisher brings onto the bridge in one way. Thread-safe. */
final class Lane {

    /** How events get onto the bridge. */
    enum Origin {
        /** By the bus, on a listed source. */
        LISTED,
        /** By the bus, on a multiplexed source. */
        MULTIPLEXED,
        /** By the bus, on an address that is consumed only as long as someone subscribes to it. */
        UNLISTED,
        /** By {@link SseBridge#publish}. */
        API
    }

    private final int number;
    private final String address;
    private final Origin origin;
    private final AtomicInteger begun = new AtomicInteger();
    private final Map<String, Integer> newestOfKey = new ConcurrentHashMap<>();

    Lane(int number, String address, Origin origin) {
        this.number = number;
        this.address = address;
        this.origin = origin;
    }

    /** Returns the lane's place in the list of all. */
    int number() {
        return number;
    }

    String address() {
        return address;
    }

    Origin origin() {
        return origin;
    }

    /** Returns the next event's number, from 1 on, and notes its key; its publishing has begun then. */
    int next(String key) {
        int number = begun.incrementAndGet();
        newestOfKey.put(key, number);
        return number;
    }

    /** Returns the number of the newest event of each key. */
    Map<String, Integer> newestOfKey() {
        return Map.copyOf(newestOfKey);
    }

    /** Returns how many events there are, the last of which may be on its way. */
    int begun() {
        return begun.get();
    }

    @Override
    public String toString() {
        return origin + " " + address;
    }
}
