package io.busbar.benchmarks.load.rig;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.benchmarks.load.client.Series;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers are compared by does what they do: a figure of one that loses events would say nothing. */
@EnabledOnOs(OS.LINUX)
class BaselinesTest {

    private static final Scenario FEW = new Scenario("few", 20, 1, Series.UNLIMITED, 300, 200, 4, 1);
    private static final Scenario MANY = new Scenario("many", 20, 10, 500, 0, 200, 4, 1);
    private static final int MILLIS = 500;
    private static final int IDLE = 200;

    @ParameterizedTest
    @Tag("soak")
    @ValueSource(strings = {"raw", "shared", "naive", "busbar"})
    void everyReaderGetsEveryEventOfItsAddressOnce(String name) throws Exception {
        try (Load load = new Load();
                Subjects subjects = new Subjects(List.of("-Xmx256m"), "", "");
                Contender contender = new Contender(name, subjects.start(name), load)) {
            for (Scenario scenario : List.of(FEW, MANY, FEW)) {
                Measures measures = contender.run(scenario, MILLIS);
                assertThat(measures.isComplete()).as("%s", measures).isTrue();
                assertThat(measures.value(Metric.CPU).orElseThrow()).isPositive();
                assertThat(measures.value(Metric.LAST_P99).orElseThrow()).isPositive();
            }
            Measures idle = new IdleConnections(contender).measure(IDLE);
            assertThat(idle.value(Metric.HEAP)).isPresent();
            assertThat(idle.value(Metric.SET_UP).orElseThrow()).isPositive();
        }
    }
}
