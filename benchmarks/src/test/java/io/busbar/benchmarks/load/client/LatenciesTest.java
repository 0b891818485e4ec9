package io.busbar.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void knowsTheSlowestReaderOfEachEvent() {
        latencies.reset(100);
        latencies.add(100, 5);
        latencies.add(100, 9);
        latencies.add(101, 7);
        latencies.add(100, 6);
        assertThat(latencies.delivered()).isEqualTo(4);
        assertThat(latencies.each().percentile(0.25)).isEqualTo(5);
        assertThat(latencies.last().percentile(0.5)).isEqualTo(7);
        assertThat(latencies.last().percentile(1)).isEqualTo(9);
    }

    @Test
    void forgetsTheRunBefore() {
        latencies.reset(0);
        latencies.add(50_000, 31);
        latencies.reset(1);
        latencies.add(1, 3);
        assertThat(latencies.delivered()).isEqualTo(1);
        assertThat(latencies.each().percentile(1)).isEqualTo(3);
        assertThat(latencies.last().percentile(1)).isEqualTo(3);
    }
}
