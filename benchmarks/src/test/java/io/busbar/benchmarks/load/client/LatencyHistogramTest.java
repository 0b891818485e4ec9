package io.busbar.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void findsPercentilesWithinThreePercent() {
        for (int i = 1; i <= 10_000; i++) {
            histogram.add(i * 1_000L);
        }
        assertThat(histogram.percentile(0.5)).isCloseTo(5_000_000, Percentage.withPercentage(3.2));
        assertThat(histogram.percentile(0.99)).isCloseTo(9_900_000, Percentage.withPercentage(3.2));
        assertThat(histogram.percentile(1)).isCloseTo(10_000_000, Percentage.withPercentage(3.2));
    }

    @Test
    void keepsSmallTimesExactAndTakesAnyOther() {
        histogram.add(-5);
        histogram.add(31);
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.percentile(0.3)).isZero();
        assertThat(histogram.percentile(0.6)).isEqualTo(31);
        assertThat(histogram.percentile(1)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void knowsNoPercentileOfNothing() {
        assertThat(histogram.percentile(0.5)).isZero();
    }
}
