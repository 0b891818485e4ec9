package io.busbar.benchmarks.load.client;

import java.util.List;

/**
 * What readers saw. Nobody changes the histograms any more.
 *
 * @param groups how many groups of readers there are, each of which should see each event once
 * @param delivered how many events all readers saw
 * @param missing how many events were not seen where they should have been
 * @param wrong how many groups did not see each event once
 * @param ended how many readers have no stream any more
 * @param lastNanos when the last event came; 0 if there was none
 * @param latencies how old the events were at each reader
 * @param slowest how old they were at the last of their readers
 */
public record Sight(
        int groups,
        long delivered,
        long missing,
        int wrong,
        int ended,
        long lastNanos,
        LatencyHistogram latencies,
        LatencyHistogram slowest) {

    /** Looks at readers that should have seen {@code count} events, numbered from {@code first} on. */
    static Sight of(List<List<Reader>> groups, Latencies latencies, long first, long count) {
        long expected = count * first + count * (count - 1) / 2;
        long missing = 0;
        int wrong = 0;
        int ended = 0;
        long last = 0;
        for (List<Reader> group : groups) {
            long seen = 0;
            long numbers = 0;
            for (Reader reader : group) {
                seen += reader.events().count();
                numbers += reader.events().sum();
                ended += reader.hasEnded() ? 1 : 0;
                last = Math.max(last, reader.events().lastNanos());
            }
            missing += Math.max(0, count - seen);
            wrong += seen == count && numbers == expected ? 0 : 1;
        }
        return new Sight(
                groups.size(), latencies.delivered(), missing, wrong, ended, last, latencies.each(), latencies.last());
    }
}
