package io.busbar.window;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells older entries of a conflation key of their newer ones, so that readers who are behind can leave them out. Keys
 * belong to their address; an event without one has its address as key. Confined to the hub's context.
 */
public final class Conflation {

    private final Map<Key, Entry> newest = new HashMap<>();

    /** Creates one that knows no keys. */
    public Conflation() {}

    private record Key(String address, @Nullable String key) {
        static Key of(Entry entry) {
            return new Key(entry.event().address(), entry.event().key());
        }
    }

    /** Notes an entry that was appended. */
    public void add(Entry entry) {
        Entry older = newest.put(Key.of(entry), entry);
        if (older != null) {
            older.supersededBy(entry);
        }
    }

    /** Forgets an entry that leaves the window. */
    public void remove(Entry entry) {
        newest.remove(Key.of(entry), entry);
    }
}
