package io.busbar.window;

import io.busbar.address.Selection;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What one reader gets of the log.
 *
 * @param entitled the outbound rules that apply to the reader
 * @param selection what it subscribed to
 */
public record EntryFilter(BitSet entitled, Selection selection) {

    /** More newer entries than anyone meets who is not made to be kept busy by them. */
    private static final int MOST_NEWER = 16;

    /** Returns whether the entry is one that the reader subscribed to, and may have. */
    public boolean wants(Entry entry) {
        return entry.isPermittedTo(entitled) && selection.contains(entry.event().address(), entry.seenByPatterns());
    }

    /** Returns whether the reader gets a newer entry of the same conflation key. */
    public boolean isSuperseded(Entry entry) {
        @Nullable Entry newer = entry.newer();
        for (int i = 0; i < MOST_NEWER && newer != null; i++) {
            if (wants(newer)) {
                return true;
            }
            newer = newer.newer();
        }
        return false;
    }
}
