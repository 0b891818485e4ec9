package io.busbar.benchmarks.load.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private final Results results = new Results();

    @Test
    void comparesRoundByRoundBecauseTheMachineChangesInBetween() {
        add("ours", 1, 10, "0");
        add("raw", 1, 5, "0");
        add("ours", 2, 30, "0");
        add("raw", 2, 20, "0");
        add("ours", 3, 90, "0");
        add("raw", 3, 90, "0");
        assertThat(results.ratio("S1", "ours", "raw", Metric.CPU)).hasValue(1.5);
        assertThat(results.median("S1", "ours", Metric.CPU)).hasValue(30);
        assertThat(results.sorted("S1", "raw", Metric.CPU)).containsExactly(5.0, 20.0, 90.0);
    }

    @Test
    void takesTheMiddleOfTwo() {
        add("ours", 1, 10, "0");
        add("ours", 2, 20, "0");
        assertThat(results.median("S1", "ours", Metric.CPU)).hasValue(15);
    }

    @Test
    void hasNoRatioToWhatWasNotMeasured() {
        add("ours", 1, 10, "0");
        add("raw", 2, 10, "0");
        assertThat(results.ratio("S1", "ours", "raw", Metric.CPU)).isEmpty();
        assertThat(results.median("S1", "ours", Metric.HEAP)).isEmpty();
        assertThat(results.has("S1", "ours")).isTrue();
        assertThat(results.has("S2", "ours")).isFalse();
    }

    /** A loss in one round must not vanish in a median. */
    @Test
    void tellsALossInAnyRound() {
        add("ours", 1, 1, "0");
        assertThat(results.lost("S1", "ours")).isEqualTo("0");
        add("ours", 2, 1, "**3 lost**");
        add("ours", 3, 1, "0");
        assertThat(results.lost("S1", "ours")).isEqualTo("**3 lost**");
    }

    private void add(String server, int round, double cpu, String lost) {
        results.add("S1", server, round, new Measures(Map.of(Metric.CPU, cpu), lost));
    }
}
