package io.busbar.history;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys the entries of a log were published, as long as these are retained, or for a given time if that is longer;
 * unless there is too much of that. Confined to the hub's context.
 */
public final class PublishedKeys {

    /** So many that are not retained otherwise. */
    private static final int MOST_KEPT = 100_000;

    private final long keptNanos;
    private final int mostUnrecorded;
    private final Map<String, Published> recorded = new LinkedHashMap<>();
    private final Map<String, Published> unrecorded = new LinkedHashMap<>();

    /**
     * What was published.
     *
     * @param content of what was published, as a digest
     * @param seq the number of its last entry
     * @param recorded whether that is an event
     * @param nanos when it was, by {@link System#nanoTime}
     */
    public record Published(String content, long seq, boolean recorded, long nanos) {}

    /**
     * Creates an empty table.
     *
     * @param keptNanos how long a key is known at least, as what was published under it may be repeated
     * @param mostUnrecorded the most keys of what was not recorded, beyond which the oldest goes
     */
    public PublishedKeys(long keptNanos, int mostUnrecorded) {
        this.keptNanos = keptNanos;
        this.mostUnrecorded = mostUnrecorded;
    }

    /**
     * Notes an entry.
     *
     * @param nanos when it was recorded, by {@link System#nanoTime}
     */
    public void add(IdempotencyKey key, long seq, boolean isRecorded, long nanos) {
        Map<String, Published> keys = isRecorded ? recorded : unrecorded;
        // Behind all others, since it is the newest now.
        keys.remove(key.scope());
        keys.put(key.scope(), new Published(key.content(), seq, isRecorded, nanos));
        if (unrecorded.size() > mostUnrecorded) {
            unrecorded.remove(unrecorded.keySet().iterator().next());
        }
    }

    /** Returns what was published under the key; null if that is not known. */
    public @Nullable Published find(IdempotencyKey key) {
        return recorded.getOrDefault(key.scope(), unrecorded.get(key.scope()));
    }

    /**
     * Forgets the keys of entries up to {@code seq}, unless they are from just now.
     *
     * @param nowNanos by {@link System#nanoTime}
     */
    public void forgetTo(long seq, long nowNanos) {
        forgetTo(seq, nowNanos, recorded);
        forgetTo(seq, nowNanos, unrecorded);
    }

    private void forgetTo(long seq, long nowNanos, Map<String, Published> keys) {
        Iterator<Published> all = keys.values().iterator();
        while (all.hasNext()) {
            Published oldest = all.next();
            boolean isKept = nowNanos - oldest.nanos() < keptNanos && keys.size() <= MOST_KEPT;
            if (oldest.seq() > seq || isKept) {
                return;
            }
            all.remove();
        }
    }
}
