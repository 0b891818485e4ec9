package io.busbar.benchmarks.load.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.benchmarks.load.tool.Report;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Small runs on real servers: nothing is lost, and what is told of them is what was done. */
@EnabledOnOs(OS.LINUX)
class AxesTest {

    private static final String SHORT = " rounds=1 seconds=1 warm=1 jvm=-Xmx256m";

    private final Report report = new Report();

    @Test
    @Tag("soak")
    void stalledConnectionsAreFullAndStillThereWhenItIsOver() throws Exception {
        GrowthScenario.run("axes=stalled stalled=10 stalled-of=200" + SHORT, report);
        // Stalled, of them full, still connected, and at the end of the row what was lost.
        assertThat(report.markdown())
                .containsPattern(
                        "\\| 10 % \\| busbar \\| 1 \\|.* \\| 20.0 \\| 20.0 \\| 20.0 \\|.* \\| 0(, but behind)? \\|")
                .containsPattern("\\| 10 % \\| without them \\|.* \\| 0(, but behind)? \\|")
                .contains("10 % stalled: p99 of the others, to that without them");
    }

    @Test
    @Tag("soak")
    void eachEventHasOneReaderWhetherThereAreMoreConnectionsOrMoreAddresses() throws Exception {
        GrowthScenario.run("axes=addresses addresses=100,2000" + SHORT, report);
        assertThat(report.markdown())
                .containsPattern("\\| 100 \\| busbar \\|.* \\| 0(, but behind)? \\|")
                .containsPattern("\\| 100 \\| raw \\|.* \\| 0(, but behind)? \\|")
                .containsPattern("\\| 2,000 \\| busbar \\|.* \\| 0(, but behind)? \\|")
                .doesNotContain("| addresses | 100", "| addresses | 2,000");
    }

    @Test
    void pluginsAreLoadedFromJarsMadeForThem() throws Exception {
        GrowthScenario.run("axes=plugins plugins=2" + SHORT, report);
        assertThat(report.markdown())
                .containsPattern("\\| 2 \\| busbar \\|.* \\| 0(, but behind)? \\|")
                .doesNotContain("| plugins | 2");
    }

    @Test
    void namesAnAxisThatIsNone() {
        assertThatThrownBy(() -> GrowthScenario.run("axes=weather", report))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weather")
                .hasMessageContaining("connections, memory");
    }
}
