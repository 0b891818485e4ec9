package io.busbar.window;

import io.busbar.address.Selection;
import io.busbar.plugin.Event;
import java.util.BitSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one reader gets of the log.
 *
 * @param entitled the outbound rules that apply to the reader
 * @param selection what it subscribed to
 * @param plugins what the filters of plugins let the reader have
 */
public record EntryFilter(BitSet entitled, Selection selection, Predicate<Event> plugins) {

    /** More newer entries than anyone meets who is not made to be kept busy by them. */
    private static final int MOST_NEWER = 16;

    /** Returns whether the entry is one that the reader subscribed to, and may have. */
    public boolean wants(Entry entry) {
        return entry.isForAll()
                || (selection.contains(entry.event().address(), entry.seenByPatterns()) && admits(entry));
    }

    /** Returns whether the reader, who has subscribed to it, may have the entry. Everyone may know of a loss. */
    boolean admits(Entry entry) {
        return entry.isForAll() || (entry.isPermittedTo(entitled) && (entry.isGap() || plugins.test(entry.event())));
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
