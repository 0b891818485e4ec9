package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthTest {

    private final Health health = new Health();

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
}
