package io.busbar.benchmarks.load.rig;

import io.busbar.benchmarks.load.tool.Cells;

/** What is measured of a server in a run. Times are per event and reader. */
public enum Metric {
    CPU("server µs", false),
    STEADY("server µs without JIT", false),
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
    SET_UP_CPU("set-up µs", false),
    KERNEL("kernel bytes", false),
    PER_BYTE("ns per byte", false),
    STALLED("stalled", false),
    FULL("of them full", false),
    CONNECTED("still connected after", false),
    BULK("1 MiB events/s", false),
    BULK_P99("their p99 ms", true),
    GROWN("RSS grew by, MiB", false),
    WINDOW("history, MiB", false),
    MISSED("missed, as told", false),
    PER_EVENT("server µs per published event", false);

    private static final double NANOS_PER_MILLI = 1e6;

    private final String heading;
    private final boolean isLatency;

    Metric(String heading, boolean isLatency) {
        this.heading = heading;
        this.isLatency = isLatency;
    }

    /** Returns what it is called in tables. */
    public String heading() {
        return heading;
    }

    /** Returns a value as plots have it. */
    public double scaled(double value) {
        return isLatency ? value / NANOS_PER_MILLI : value;
    }

    /** Returns a value as tables show it. */
    public String format(double value) {
        return isLatency ? Cells.millis(Math.round(value)) : Cells.number(value);
    }
}
