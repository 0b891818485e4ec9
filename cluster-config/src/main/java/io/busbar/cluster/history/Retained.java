package io.busbar.cluster.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which batches there are, so that the recorder can remove those beyond the bounds. Confined to the hub's context. */
final class Retained {

    private final int mostEvents;
    private final long mostBytes;
    private final long mostMillis;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long events;
    private long bytes;

    private record Piece(long number, BatchCodec.Identity identity, int events, int bytes, long timeMillis) {}

    /** Creates an empty table with these bounds. */
    Retained(int mostEvents, long mostBytes, long mostMillis) {
        this.mostEvents = mostEvents;
        this.mostBytes = mostBytes;
        this.mostMillis = mostMillis;
    }

    /** Notes a batch, behind all others, and returns the numbers of those that are to go. */
    List<Long> add(Batch batch, byte[] batchBytes) {
        pieces.addLast(new Piece(
                batch.number(),
                BatchCodec.identify(batchBytes),
                batch.entries().size(),
                batchBytes.length,
                batch.timeMillis()));
        events += batch.entries().size();
        bytes += batchBytes.length;
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

    /** Returns the number of the oldest batch; 0 if there is none. */
    long oldest() {
        return pieces.isEmpty() ? 0 : pieces.getFirst().number();
    }

    /** Returns what tells whether others have the same. */
    Set<BatchCodec.Identity> identities() {
        return pieces.stream().map(Piece::identity).collect(Collectors.toUnmodifiableSet());
    }

    private boolean isBeyond(Piece oldest, long nowMillis) {
        return events - oldest.events() >= mostEvents
                || bytes > mostBytes
                || nowMillis - oldest.timeMillis() > mostMillis;
    }
}
