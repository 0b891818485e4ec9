package io.busbar.cluster.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Which batches there are, so that the recorder can remove those beyond the bounds. Confined to the hub's context. */
final class Retained {

    private final int mostEvents;
    private final long mostBytes;
    private final long mostMillis;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long events;
    private long bytes;

    private record Piece(long number, int events, int bytes, long timeMillis) {}

    /** Creates an empty table with these bounds. */
    Retained(int mostEvents, long mostBytes, long mostMillis) {
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
        this.mostMillis = mostMillis;
    }

    /** Notes a batch, behind all others, and returns the numbers of those that are to go. */
    List<Long> add(Batch batch, int batchBytes) {
        pieces.addLast(new Piece(batch.number(), batch.entries().size(), batchBytes, batch.timeMillis()));
        events += batch.entries().size();
        bytes += batchBytes;
        List<Long> tooOld = new ArrayList<>();
        // The newest stays, as it says where the log ends.
        while (pieces.size() > 1 && isBeyond(pieces.getFirst(), batch.timeMillis())) {
            Piece oldest = pieces.removeFirst();
            events -= oldest.events();
            bytes -= oldest.bytes();
            tooOld.add(oldest.number());
        }
        return tooOld;
    }

    private boolean isBeyond(Piece oldest, long nowMillis) {
        return events - oldest.events() >= mostEvents
                || bytes > mostBytes
                || nowMillis - oldest.timeMillis() > mostMillis;
    }
}
