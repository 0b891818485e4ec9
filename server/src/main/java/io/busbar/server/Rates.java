package io.busbar.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** How fast counters have risen in the last ten seconds. Thread-safe. */
final class Rates {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long eventsIn, long eventsOut) {}

    /**
     * Events per second.
     *
     * @param in received
     * @param out written, one per connection
     */
    record PerSecond(double in, double out) {}

    /** Notes what the counters are now; to be called every second or so. */
    synchronized void sample(long eventsIn, long eventsOut) {
        long now = System.nanoTime();
        samples.addLast(new Sample(now, eventsIn, eventsOut));
        while (samples.size() > 2 && now - samples.getFirst().nanos() > PERIOD_NANOS) {
            samples.removeFirst();
        }
    }

    /** Returns the rates between the oldest and the newest sample; 0 before there are two. */
    synchronized PerSecond perSecond() {
        if (samples.size() < 2) {
            return new PerSecond(0, 0);
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        double seconds = (last.nanos() - first.nanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        return new PerSecond(
                round((last.eventsIn() - first.eventsIn()) / seconds),
                round((last.eventsOut() - first.eventsOut()) / seconds));
    }

    private static double round(double rate) {
        return Math.round(rate * 10) / 10.0;
    }
}
