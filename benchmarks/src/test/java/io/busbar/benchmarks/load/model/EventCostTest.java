package io.busbar.benchmarks.load.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.benchmarks.load.model.EventCost.Observation;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class EventCostTest {

    private static final EventCost TRUE = new EventCost(40, 5, 0.0003);
    private static final double[][] SHAPES = {
        {1, 200}, {1_000, 200}, {20_000, 200}, {200, 50}, {200, 10_000}, {200, 1_000_000}
    };

    @Test
    void findsTheCostBehindWhatWasMeasured() {
        EventCost fitted = EventCost.fit(measured(1, 1));
        assertThat(fitted.perEvent()).isCloseTo(TRUE.perEvent(), Percentage.withPercentage(0.01));
        assertThat(fitted.perWrite()).isCloseTo(TRUE.perWrite(), Percentage.withPercentage(0.01));
        assertThat(fitted.perByte()).isCloseTo(TRUE.perByte(), Percentage.withPercentage(0.01));
    }

    /** Unweighted, the event of a megabyte alone would decide. */
    @Test
    void isNotLedAstrayByNoise() {
        EventCost fitted = EventCost.fit(measured(0.9, 1.1));
        assertThat(fitted.perEvent()).isCloseTo(TRUE.perEvent(), Percentage.withPercentage(20));
        assertThat(fitted.perWrite()).isCloseTo(TRUE.perWrite(), Percentage.withPercentage(20));
        assertThat(fitted.perByte()).isCloseTo(TRUE.perByte(), Percentage.withPercentage(20));
    }

    @Test
    void knowsNoCostBelowNothing() {
        EventCost fitted = EventCost.fit(List.of(
                new Observation(1, 100, 50),
                new Observation(100, 100, 5),
                new Observation(1_000, 100, 5),
                new Observation(1_000, 10_000, 4.5)));
        assertThat(fitted.perByte()).isZero();
        assertThat(fitted.perWrite()).isCloseTo(4.7, Percentage.withPercentage(5));
        assertThat(fitted.perEvent()).isPositive();
    }

    @Test
    void refusesWhatDoesNotTellThePartsApart() {
        assertThatThrownBy(() -> EventCost.fit(List.of())).isInstanceOf(IllegalArgumentException.class);
        List<Observation> alike =
                List.of(new Observation(100, 200, 5), new Observation(200, 200, 5), new Observation(400, 200, 5));
        assertThatThrownBy(() -> EventCost.fit(alike)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The errors take turns. */
    private static List<Observation> measured(double one, double other) {
        List<Observation> measured = new ArrayList<>();
        for (double[] shape : SHAPES) {
            double error = measured.size() % 2 == 0 ? one : other;
            measured.add(new Observation(shape[0], shape[1], TRUE.micros(shape[0], shape[1]) / shape[0] * error));
        }
        return measured;
    }
}
