package io.busbar;

import io.busbar.KnownLog.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one reader was given, over all its connections. Confined to one thread at a time. */
final class Journey {

    /** What came on a stream, or instead of a stream. */
    enum Sight {
        /** The reader left in the middle of an event. */
        LEFT_WITHIN_EVENT,
        /** The server ended the stream. */
        ENDED_BY_SERVER,
        /** A resume that was exact. */
        EXACT,
        /** A resume of which something had left the retention. */
        PARTIAL,
        /** A resume on an address that was not recorded all the time. */
        UNRECORDED,
        /** A loss on an open stream, or a reader who came too late. */
        LAGGED,
        /** A position in the place of a heartbeat. */
        POSITION,
        /** An event that was left out for a newer one. */
        CONFLATED
    }

    /**
     * Something with an id.
     *
     * @param known the event; null for a control event
     * @param lagged whether it is {@code busbar.lagged}
     * @param missed how many were missed at most, if that was said
     * @param begun how many events each lane had when this was read; null for an event
     */
    record Item(
            long place,
            @Nullable Known known,
            boolean lagged,
            @Nullable Long missed,
            Lanes.@Nullable Counts begun) {

        @Override
        public String toString() {
            return place + " " + (known != null ? known : lagged ? "lagged, missed " + missed : "position");
        }
    }

    /** One connection. */
    static final class Segment {

        /** The addresses and patterns. */
        final Set<String> keys;

        /** The place from which the reader wanted to go on; null if it has none yet. */
        final @Nullable Long sent;

        /** How many events each lane had before the request. */
        final Lanes.Counts begunBefore;

        /** What {@code busbar.resume} said. */
        @Nullable String status;

        @Nullable Long missed;

        /** The place of the first {@code busbar.position}; null if the reader had left before it came. */
        @Nullable Long position;

        Lanes.@Nullable Counts begunAtPosition;

        /** Whether the recording of some address may have begun after {@link #sent}. */
        boolean mayBeUnrecorded;

        final List<Item> items = new ArrayList<>();

        Segment(Set<String> keys, @Nullable Long sent, Lanes.Counts begunBefore) {
            this.keys = Set.copyOf(keys);
            this.sent = sent;
            this.begunBefore = begunBefore;
        }

        @Override
        public String toString() {
            List<Item> last = items.subList(Math.max(0, items.size() - 10), items.size());
            return "stream of " + keys + " after " + sent + ": " + status + ", missed " + missed + ", position "
                    + position + ", " + items.size() + " items, the last: "
                    + last.stream().map(Item::toString).collect(Collectors.joining("; "));
        }
    }

    final List<Segment> segments = new ArrayList<>();
}
