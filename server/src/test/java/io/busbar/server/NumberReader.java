package io.busbar.server;

import io.busbar.testing.ManyReaders;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the numbers that are the data of a stream's events. */
final class NumberReader extends ManyReaders.Reader {

    private final List<Long> seen = new CopyOnWriteArrayList<>();

    @Override
    protected void onMessage(long seq, long[] numbers, long arrivedNanos) {
        seen.add(numbers[0]);
    }

    /** Returns the numbers so far, in the order in which they came. */
    List<Long> seen() {
        return List.copyOf(seen);
    }

    /** Returns the numbers so far from {@code first} on. */
    List<Long> since(long first) {
        int index = seen.indexOf(first);
        return index < 0 ? List.of() : List.copyOf(seen.subList(index, seen.size()));
    }
}
