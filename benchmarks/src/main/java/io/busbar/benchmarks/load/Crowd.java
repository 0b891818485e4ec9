package io.busbar.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * The readers of all nodes. They are in groups, each of which has to see every event once: a reader of all addresses is one,
 * and so are readers that share the addresses among themselves. For one thread, which is not the loop's.
 */
final class Crowd implements AutoCloseable {

    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LOOK_MILLIS = 5;

    private final SocketLoop loop;
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final List<List<Reader>> groups = new ArrayList<>();

    /**
     * What was seen.
     *
     * @param least how many events the group saw that saw fewest
     * @param delivered how many events all readers saw
     * @param wrong how many groups did not see what {@link #look} was told
     * @param ended how many readers have no stream any more
     * @param lastNanos when the last event came; 0 if there was none
     * @param latencies how old the events were
     */
    record Sight(long least, long delivered, int wrong, int ended, long lastNanos, LatencyHistogram latencies) {}

    /** Creates a crowd of nobody. */
    Crowd(SocketLoop loop) {
        this.loop = loop;
    }

    /** Opens the streams of one group, one for each of {@code requests}, and waits until they are open. */
    void add(int port, List<byte[]> requests) throws InterruptedException {
        List<Reader> group = loop.call(() -> {
            List<Reader> opened = new ArrayList<>();
            for (byte[] request : requests) {
                opened.add(new Reader(loop, port, request, latencies));
            }
            return opened;
        });
        groups.add(group);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!loop.call(() -> group.stream().allMatch(Reader::isOpen))) {
            if (loop.call(() -> group.stream().anyMatch(Reader::hasEnded)) || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("a stream was not opened");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Returns how many groups there are. */
    int groups() {
        return groups.size();
    }

    /** Begins to count events from number {@code first} on. */
    void reset(long first) {
        loop.call(() -> {
            latencies.clear();
            groups.forEach(group -> group.forEach(reader -> reader.events().reset(first)));
            return true;
        });
    }

    /** Returns what was seen so far, of events numbered from {@code first} on, {@code count} of them. */
    Sight look(long first, long count) {
        long sum = count * first + count * (count - 1) / 2;
        return loop.call(() -> {
            long least = Long.MAX_VALUE;
            long delivered = 0;
            int wrong = 0;
            for (List<Reader> group : groups) {
                long seen = group.stream()
                        .mapToLong(reader -> reader.events().count())
                        .sum();
                long numbers = group.stream()
                        .mapToLong(reader -> reader.events().sum())
                        .sum();
                least = Math.min(least, seen);
                delivered += seen;
                wrong += seen == count && numbers == sum ? 0 : 1;
            }
            int ended = (int) groups.stream()
                    .flatMap(List::stream)
                    .filter(Reader::hasEnded)
                    .count();
            long last = groups.stream()
                    .flatMap(List::stream)
                    .mapToLong(reader -> reader.events().lastNanos())
                    .max()
                    .orElse(0);
            return new Sight(least, delivered, wrong, ended, last, latencies.copy());
        });
    }

    @Override
    public void close() {
        loop.call(() -> {
            for (List<Reader> group : groups) {
                for (Reader reader : group) {
                    reader.close();
                }
            }
            return true;
        });
    }
}
