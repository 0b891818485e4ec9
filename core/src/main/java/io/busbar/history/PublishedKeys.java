package io.busbar.history;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys the entries of a log were published, as long as these are retained; of what was not recorded, unless
 * there is too much of that. Confined to the hub's context.
 */
public final class PublishedKeys {

    private final int mostUnrecorded;
    private final Map<String, Published> recorded = new LinkedHashMap<>();
    private final Map<String, Published> unrecorded = new LinkedHashMap<>();

    /**
     * What was published.
     *
     * @param content of what was published, as a digest
     * @param seq the number of its last entry
     * @param recorded whether that is an event
     */
    public record Published(String content, long seq, boolean recorded) {}

    /**
     * Creates an empty table.
     *
     * @param mostUnrecorded the most keys of what was not recorded, beyond which the oldest goes
     */
    public PublishedKeys(int mostUnrecorded) {
        this.mostUnrecorded = mostUnrecorded;
    }

    /** Notes an entry. */
    public void add(IdempotencyKey key, long seq, boolean isRecorded) {
        Map<String, Published> keys = isRecorded ? recorded : unrecorded;
        // Behind all others, since it is the newest now.
        keys.remove(key.scope());
        keys.put(key.scope(), new Published(key.content(), seq, isRecorded));
        if (unrecorded.size() > mostUnrecorded) {
            unrecorded.remove(unrecorded.keySet().iterator().next());
        }
    }

    /** Returns what was published under the key; null if that is not known. */
    public @Nullable Published find(IdempotencyKey key) {
        return recorded.getOrDefault(key.scope(), unrecorded.get(key.scope()));
    }

    /** Forgets the keys of entries up to {@code seq}. */
    public void forgetTo(long seq) {
        forgetTo(seq, recorded);
        forgetTo(seq, unrecorded);
    }

    private static void forgetTo(long seq, Map<String, Published> keys) {
        Iterator<Published> oldest = keys.values().iterator();
        while (oldest.hasNext() && oldest.next().seq() <= seq) {
            oldest.remove();
        }
    }
}
