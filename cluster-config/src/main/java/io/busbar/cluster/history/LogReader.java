package io.busbar.cluster.history;

import io.vertx.core.Future;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Reads what is in a log's maps, a piece at a time. Confined to the hub's context. */
final class LogReader {

    /** So many batches are read at once. */
    private static final int PIECE = 64;

    private final LogStore store;

    LogReader(LogStore store) {
        this.store = store;
    }

    /** Gets a batch. */
    interface Taker {
        void take(long number, byte[] bytes);
    }

    /**
     * Completes with the number of the oldest batch from which on there are all up to {@code last}; {@code last + 1} if that
     * is not there.
     */
    Future<Long> oldestBefore(long last) {
        return store.numbers().map(numbers -> {
            long oldest = last + 1;
            while (numbers.contains(oldest - 1)) {
                oldest--;
            }
            return oldest;
        });
    }

    /** Completes with the number of the newest batch; 0 if there is none. */
    Future<Long> newest() {
        return store.numbers().map(numbers -> numbers.isEmpty() ? 0 : new TreeSet<>(numbers).last());
    }

    /** Gives {@code taker} the batches from {@code first} to {@code last}, until one is missing; completes with its number. */
    Future<Long> read(long first, long last, Taker taker) {
        if (first > last) {
            return Future.succeededFuture(first);
        }
        return store.read(first, Math.min(last, first + PIECE - 1)).compose(found -> {
            long next = giveAll(first, found, taker);
            return next < Math.min(last + 1, first + PIECE) ? Future.succeededFuture(next) : read(next, last, taker);
        });
    }

    /**
     * Completes with a piece of the batches from {@code first} to {@code last}: the first one that has an end, without those
     * up to the last one that is missing there, as the recorder goes on removing the oldest. Empty if there is none.
     */
    Future<NavigableMap<Long, byte[]>> readOldest(long first, long last) {
        if (first > last) {
            return Future.succeededFuture(new TreeMap<>());
        }
        long end = Math.min(last, first + PIECE - 1);
        return store.read(first, end).compose(found -> {
            long oldest = end + 1;
            while (found.containsKey(oldest - 1)) {
                oldest--;
            }
            return oldest > end ? readOldest(end + 1, last) : Future.succeededFuture(found.tailMap(oldest, true));
        });
    }

    /** Gives {@code wantsMore} the batches from {@code last} downwards, until it has enough, or one is missing. */
    Future<Void> readBack(long last, Predicate<byte[]> wantsMore) {
        if (last < 1) {
            return Future.succeededFuture();
        }
        long first = Math.max(1, last - PIECE + 1);
        return store.read(first, last).compose(found -> {
            for (long number = last; number >= first; number--) {
                byte[] bytes = found.get(number);
                if (bytes == null || !wantsMore.test(bytes)) {
                    return Future.succeededFuture();
                }
            }
            return readBack(first - 1, wantsMore);
        });
    }

    private static long giveAll(long first, NavigableMap<Long, byte[]> found, Taker taker) {
        long next = first;
        for (byte[] bytes = found.get(next); bytes != null; bytes = found.get(next)) {
            taker.take(next, bytes);
            next++;
        }
        return next;
    }
}
