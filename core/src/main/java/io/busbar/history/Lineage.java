package io.busbar.history;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which ids stand for entries of a log. Its entries are numbered through, but whoever goes on where a recorder was lost gives his ids
 * another epoch: the lost one may go on too, unseen, and then its numbers are not these. Immutable.
 */
public final class Lineage {

    /** So many epochs are remembered. */
    private static final int MOST = 1_000;

    private final String epoch;
    private final Map<String, Long> ends;

    private Lineage(String epoch, Map<String, Long> ends) {
        this.epoch = epoch;
        this.ends = ends;
    }

    /** Returns the lineage of a log of which no other epoch is known. */
    public static Lineage of(String epoch) {
        return new Lineage(epoch, Map.of());
    }

    /**
     * Returns what it is when ids have another epoch from now on.
     *
     * @param end the number of the last entry so far
     */
    public Lineage branch(String newEpoch, long end) {
        Map<String, Long> next = new LinkedHashMap<>(ends);
        next.put(epoch, end);
        next.remove(newEpoch);
        if (next.size() > MOST) {
            next.remove(next.keySet().iterator().next());
        }
        return new Lineage(newEpoch, next);
    }

    /** Returns the epoch of what is recorded now. */
    public String epoch() {
        return epoch;
    }

    /**
     * Returns the largest number that an id of {@code idEpoch} may have; {@link Long#MAX_VALUE} if that is the present epoch, and
     * -1 if it is not known.
     */
    public long endOf(String idEpoch) {
        return idEpoch.equals(epoch) ? Long.MAX_VALUE : ends.getOrDefault(idEpoch, -1L);
    }

    /** Returns whether {@code idEpoch}, if not known here, may be known to who records: it is of the same log. */
    public boolean isOfThisLog(String idEpoch) {
        return EventId.logOf(idEpoch).equals(EventId.logOf(epoch));
    }
}
