package io.busbar.benchmarks.load.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.benchmarks.load.client.LatencyHistogram;
import io.busbar.benchmarks.load.client.Publishing.Published;
import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.client.Sight;
import io.busbar.benchmarks.load.server.ProcessorTime;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Ten groups of readers, and 100 events/s for four seconds, unless a test says otherwise. */
class OutcomeTest {

    private static final int GROUPS = 10;
    private static final long SECOND = 1_000_000_000;
    private static final Series SERIES = Series.of(1, 100, 4_000);

    @Test
    void whatAllReadersGotInTimeIsNotLost() {
        Outcome outcome = outcome(SERIES, 400, 400, 0, 4);
        assertThat(outcome.lost()).isEqualTo("0");
        assertThat(outcome.keptUp()).isTrue();
    }

    @Test
    void aServerThatStopsToAnswerIsBehindHoweverFastItWasBefore() {
        assertThat(outcome(SERIES, 100, 100, 0, 1).lost()).isEqualTo("0, but behind");
    }

    @Test
    void aServerThatDeliversLaterThanItAnswersIsBehindAlsoWithoutARate() {
        Series unlimited = new Series(1, Series.UNLIMITED, 400, 4_000);
        assertThat(outcome(unlimited, 400, 400, 0, 4).lost()).isEqualTo("0");
        assertThat(outcome(unlimited, 400, 400, 0, 5).lost()).isEqualTo("0, but behind");
    }

    @Test
    void whatWasRefusedIsMissingInEachGroupAndNotLost() {
        assertThat(outcome(SERIES, 400, 399, GROUPS, 4).lost()).isEqualTo("1 of 400 not acknowledged; 0");
        assertThat(outcome(SERIES, 400, 399, GROUPS + 2, 4).lost()).isEqualTo("1 of 400 not acknowledged; **2 lost**");
    }

    @Test
    void oneEventThatOneGroupLacksIsLost() {
        assertThat(outcome(SERIES, 400, 400, 1, 4).lost()).isEqualTo("**1 lost**");
    }

    @Test
    void fewEventsAreNotFasterForBeingFew() {
        Outcome outcome = outcome(Series.of(1, 1, 4_000), 4, 4, 0, 3);
        assertThat(outcome.deliveredPerSecond()).isCloseTo(GROUPS, Assertions.within(0.01));
    }

    private static Outcome outcome(Series series, long sent, long acknowledged, long missing, long lastSecond) {
        long lastPublished = Math.min(lastSecond, series.millis() / 1_000);
        Sight sight = new Sight(
                GROUPS,
                sent * GROUPS - missing,
                missing,
                missing > 0 ? 1 : 0,
                0,
                lastSecond * SECOND,
                new LatencyHistogram(),
                new LatencyHistogram());
        Published published = new Published(sent, acknowledged, lastPublished * SECOND);
        return new Outcome(series, published, sight, 0, ProcessorTime.NONE, ProcessorTime.NONE);
    }
}
