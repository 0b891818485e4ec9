package io.busbar.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whether tasks wait depends on whether waiting costs their callers anything. */
class PatienceTest {

    private long nanos = 1_000;
    private final Patience patience = new Patience(nanos);

    /** Lets tasks be done for {@code millis}, one each {@code everyMicros}; returns for how long they could wait. */
    private long run(long millis, long everyMicrosAtOnce, long everyMicrosWaiting) {
        long end = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
        long waited = 0;
        boolean patient = false;
        while (nanos < end) {
            long step = TimeUnit.MICROSECONDS.toNanos(patient ? everyMicrosWaiting : everyMicrosAtOnce);
            nanos += step;
            waited += patient ? step : 0;
            patient = patience.afterDoing(1, nanos);
        }
        return TimeUnit.NANOSECONDS.toMillis(waited);
    }

    @Test
    void whenManyComeWhateverHappensTheyWaitMostOfTheTime() {
        assertThat(run(10_000, 200, 200)).isGreaterThan(9_000);
    }

    @Test
    void callersThatNeedTheirAnswersToGoOnAreHardlyKeptWaiting() {
        assertThat(run(10_000, 100, 1_000)).isBetween(100L, 1_000L);
    }

    @Test
    void callersThatComeToNeedTheirAnswersLaterAreFoundOutToo() {
        run(500, 200, 200);

        assertThat(run(10_000, 100, 250)).isBetween(100L, 3_000L);
    }

    @Test
    void fewNeverWait() {
        assertThat(run(10_000, 600, 600)).isZero();
    }

    @Test
    void whatComesTogetherAnywayDoesNotWait() {
        for (int i = 0; i < 10_000; i++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(1);
            assertThat(patience.afterDoing(5, nanos)).isFalse();
        }
    }

    @Test
    void whenFewerComeThanBeforeNobodyWaits() {
        run(1_000, 200, 200);

        run(2_000, 5_000, 5_000);
        assertThat(run(1_000, 5_000, 5_000)).isZero();
    }

    @Test
    void afterQuietTheFirstDoesNotWait() {
        run(500, 200, 200);

        nanos += TimeUnit.MINUTES.toNanos(1);
        assertThat(patience.afterDoing(1, nanos)).isFalse();
    }
}
