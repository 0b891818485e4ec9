package io.busbar.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a run has shown.
 *
 * @param offered how many events were to be published per second; 0 for as many as were acknowledged
 * @param published what became of them
 * @param sight what the readers saw in the end
 * @param startNanos when the run began
 * @param nodes how many servers there were
 * @param servers the processor time that they took together, until all was delivered
 * @param generator that of what published and read, likewise
 */
record Outcome(
        double offered,
        Publishing.Published published,
        Crowd.Sight sight,
        long startNanos,
        int nodes,
        Duration servers,
        Duration generator) {

    /** What is published faster than this many nanoseconds before it is delivered has gathered somewhere. */
    private static final long BEHIND_NANOS = 500_000_000;

    private static final double LEAST_SHARE = 0.95;

    /** The names of {@link #cells}. */
    static final List<String> HEADER = List.of(
            "appended/s",
            "delivered/s and node",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "servers: µs/appended",
            "servers: µs/delivered",
            "load: µs/delivered",
            "lost");

    /** Returns the table's cells. */
    List<String> cells() {
        double delivered = Math.max(1, sight.delivered());
        return List.of(
                number(appendedPerSecond()),
                number(sight.delivered() / (double) nodes / seconds(sight.lastNanos())),
                millis(0.5),
                millis(0.99),
                millis(0.999),
                number(micros(servers) / Math.max(1, published.acknowledged())),
                number(micros(servers) / delivered),
                number(micros(generator) / delivered),
                lost());
    }

    /** Returns how many events per second were acknowledged, while they were published. */
    double appendedPerSecond() {
        return published.acknowledged() / seconds(published.endNanos());
    }

    /** Returns the processor time that the servers took, in microseconds. */
    double serverMicros() {
        return micros(servers);
    }

    /** Returns for how long events were under way, in seconds. */
    double seconds() {
        return seconds(Math.max(published.endNanos(), sight.lastNanos()));
    }

    /** Returns whether all that was offered was published, and delivered while it was. */
    boolean keptUp() {
        return isComplete()
                && published.sent() >= LEAST_SHARE * offered * seconds(published.endNanos())
                && sight.lastNanos() - published.endNanos() < BEHIND_NANOS;
    }

    /** Returns whether every reader has seen every event, once. */
    boolean isComplete() {
        return sight.ended() == 0 && sight.wrong() == 0 && published.acknowledged() == published.sent();
    }

    private String lost() {
        if (isComplete()) {
            return offered == 0 || keptUp() ? "0" : "0, but behind";
        }
        StringBuilder what = new StringBuilder();
        long refused = published.sent() - published.acknowledged();
        if (refused > 0) {
            what.append(refused).append(" of ").append(published.sent()).append(" not acknowledged; ");
        }
        if (sight.ended() > 0) {
            what.append(sight.ended()).append(" streams ended; ");
        }
        long missing = published.acknowledged() - sight.least();
        if (sight.wrong() > 0 && missing > 0) {
            what.append(missing).append(" of ").append(published.sent()).append(" **lost**");
        } else if (sight.wrong() > 0 && refused == 0) {
            what.append("**some twice**");
        } else {
            what.append('0');
        }
        return what.toString();
    }

    private String millis(double share) {
        return String.format(Locale.ROOT, "%.1f", sight.latencies().percentile(share) / 1e6);
    }

    private double seconds(long untilNanos) {
        return Math.max(1, untilNanos - startNanos) / 1e9;
    }

    private static double micros(Duration time) {
        return time.toNanos() / 1e3;
    }

    /** Returns {@code value} with three digits that count. */
    static String number(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.3g", value);
    }
}
