package io.busbar.benchmarks.load.node;

import io.busbar.benchmarks.load.tool.Cells;

/** What is measured of a server in a run. Times are per event and reader. */
enum Metric {
    CPU("server µs", false),
    USER("of it user", false),
    COMPILERS("of it JIT", false),
    LOAD("load µs", false),
    DELIVERED("delivered/s", false),
    P50("p50 ms", true),
    P99("p99", true),
    P999("p99.9", true),
    LAST_P50("to the last: p50", true),
    LAST_P99("p99", true),
    LAST_P999("p99.9", true),
    SET_UP("set-up/s", false),
    RESIDENT("RSS bytes", false),
    HEAP("live heap bytes", false),
    SET_UP_CPU("set-up µs", false);

    private final String heading;
    private final boolean isLatency;

    Metric(String heading, boolean isLatency) {
        this.heading = heading;
        this.isLatency = isLatency;
    }

    /** Returns what it is called in tables. */
    String heading() {
        return heading;
    }

    /** Returns a value as tables show it. */
    String format(double value) {
        return isLatency ? Cells.millis(Math.round(value)) : Cells.number(value);
    }
}
