package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthTest {

    private final AtomicReference<String> amiss = new AtomicReference<>();
    private final Health health = new Health(amiss::get);

    @Test
    void aNodeIsNotReadyBeforeItStarted() {
        assertThat(health.reasonDown()).isEqualTo("starting");

        health.up();

        assertThat(health.reasonDown()).isNull();
    }

    @Test
    void aNodeThatIsToldToStopWhileItStartsNeverBecomesReady() {
        health.stopping();
        health.up();

        assertThat(health.reasonDown()).isEqualTo("stopping");
    }

    @Test
    void whatIsAmissOutsideKeepsANodeFromTakingTrafficAsLongAsItLasts() {
        amiss.set("alone");
        assertThat(health.reasonDown()).isEqualTo("starting");
        health.up();

        assertThat(health.reasonDown()).isEqualTo("alone");
        amiss.set(null);
        assertThat(health.reasonDown()).isNull();
        amiss.set("alone");
        health.stopping();
        assertThat(health.reasonDown()).isEqualTo("stopping");
    }
}
