package io.busbar.benchmarks.load.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PointsTest {

    @Test
    void saysWhatThereIsInsteadOfMoreConnectionsThanAProcessCanHave() {
        assertThat(Points.possible(List.of(1_000, 20_000, 50_000), 19_500))
                .containsExactly(
                        Map.entry(1_000, "1,000"),
                        Map.entry(19_500, "19,500 (instead of 20,000, 50,000: the limit of open files)"));
    }

    @Test
    void leavesAloneWhatCanBe() {
        assertThat(Points.possible(List.of(1_000, 50_000), 60_000)).containsOnlyKeys(1_000, 50_000);
    }
}
