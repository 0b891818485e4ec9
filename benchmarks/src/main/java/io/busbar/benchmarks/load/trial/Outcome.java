package io.busbar.benchmarks.load.trial;

import io.busbar.benchmarks.load.client.Publishing;
import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.client.Sight;
import io.busbar.benchmarks.load.server.ProcessorTime;
import java.time.Duration;

/**
 * What a run has shown.
 *
 * @param series what was to be published
 * @param published what became of it
 * @param sight what the readers saw in the end
 * @param startNanos when the run began
 * @param servers the processor time that the servers took together, until all was delivered
 * @param load that of what published and read, likewise
 */
public record Outcome(
        Series series,
        Publishing.Published published,
        Sight sight,
        long startNanos,
        ProcessorTime servers,
        ProcessorTime load) {

    /** What is published faster than this many nanoseconds before it is delivered has gathered somewhere. */
    private static final long BEHIND_NANOS = 500_000_000;

    private static final double LEAST_SHARE = 0.95;

    /** Returns how many events per second were acknowledged, while they were published. */
    public double acknowledgedPerSecond() {
        return published.acknowledged() / seconds(published.endNanos());
    }

    /** Returns how many events per second reached readers, all of them together. */
    public double deliveredPerSecond() {
        double seconds = seconds(sight.lastNanos());
        // The last of few events is due one distance before the time is over.
        return sight.delivered() / (isUnlimited() ? seconds : Math.max(seconds, published.sent() / series.rate()));
    }

    /** Returns {@code time} in microseconds, for each event at each reader. */
    public double microsPerDelivered(Duration time) {
        return micros(time) / Math.max(1, sight.delivered());
    }

    /** Returns {@code time} in microseconds, for each event that was acknowledged. */
    public double microsPerAcknowledged(Duration time) {
        return micros(time) / Math.max(1, published.acknowledged());
    }

    /** Returns for how long events were under way, in seconds. */
    public double seconds() {
        return seconds(Math.max(published.endNanos(), sight.lastNanos()));
    }

    /** Returns whether all that was due was published, and delivered while it was. */
    public boolean keptUp() {
        return isComplete()
                && published.sent() >= LEAST_SHARE * due()
                && sight.lastNanos() - published.endNanos() < BEHIND_NANOS;
    }

    /** Returns how many events were to be published, if that was said. */
    private double due() {
        double inTime = isUnlimited() ? 0 : series.rate() * series.millis() / 1e3;
        return Math.min((double) series.events(), inTime);
    }

    private boolean isUnlimited() {
        return series.rate() == Series.UNLIMITED;
    }

    /** Returns whether there were events, and every reader has seen every one, once. */
    public boolean isComplete() {
        return published.sent() > 0
                && sight.ended() == 0
                && sight.wrong() == 0
                && published.acknowledged() == published.sent();
    }

    /** Returns what is wrong, in words; {@code 0} if nothing is. */
    public String lost() {
        if (isComplete()) {
            return keptUp() ? "0" : "0, but behind";
        }
        if (published.sent() == 0) {
            return "**nothing was published**";
        }
        StringBuilder what = new StringBuilder();
        long refused = published.sent() - published.acknowledged();
        if (refused > 0) {
            what.append(refused).append(" of ").append(published.sent()).append(" not acknowledged; ");
        }
        if (sight.ended() > 0) {
            what.append(sight.ended()).append(" streams ended; ");
        }
        long lost = sight.missing() - refused * sight.groups();
        if (lost > 0) {
            what.append("**").append(lost).append(" lost**");
        } else if (sight.wrong() > 0 && refused == 0) {
            what.append("**some twice**");
        } else {
            what.append('0');
        }
        return what.toString();
    }

    private double seconds(long untilNanos) {
        return Math.max(1, untilNanos - startNanos) / 1e9;
    }

    private static double micros(Duration time) {
        return time.toNanos() / 1e3;
    }
}
