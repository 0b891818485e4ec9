package io.busbar.benchmarks.load.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ForecastTest {

    private static final Percentage EXACT = Percentage.withPercentage(1e-6);
    private static final Constants MEASURED = new Constants(new EventCost(100, 4, 0.005), 1_000, 3_000, 5_000, 100);

    @Test
    void sharesTheWorkAmongTheCoresOfANode() {
        Forecast forecast = new Forecast(MEASURED, 1_000_000, 1, 8, 200);
        assertThat(forecast.memory()).isEqualTo(8e9);
        double seconds = (100 + 1_000_000 * (4 + 200 * 0.005)) / 1e6;
        assertThat(forecast.lastReader()).isCloseTo(seconds / 8, EXACT);
        assertThat(forecast.events()).isCloseTo(4 / seconds, EXACT);
        assertThat(forecast.reconnected()).isCloseTo(1_000_000 * 100 / 1e6 / 4, EXACT);
    }

    @Test
    void sharesTheClientsAmongNodesEachOfWhichAddsWhatBringingItAnEventCosts() {
        Forecast forecast = new Forecast(MEASURED, 1_000_000, 5, 8, 200);
        assertThat(forecast.memory()).isEqualTo(8e9 / 5);
        double seconds = (100 + 200_000 * 5 + 4 * 1_000) / 1e6;
        assertThat(forecast.lastReader()).isCloseTo(seconds / 8, EXACT);
        assertThat(forecast.events()).isCloseTo(4 / seconds, EXACT);
        assertThat(forecast.reconnected()).isCloseTo(200_000 * 100 / 1e6 / 4, EXACT);
    }
}
