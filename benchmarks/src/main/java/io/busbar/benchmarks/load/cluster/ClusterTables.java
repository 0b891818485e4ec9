package io.busbar.benchmarks.load.cluster;

import io.busbar.benchmarks.load.tool.Cells;
import io.busbar.benchmarks.load.tool.Report;
import io.busbar.benchmarks.load.trial.Outcome;
import java.time.Duration;
import java.util.List;

/** Where the results of one cluster are put down. */
final class ClusterTables {

    static final String LANES = "Publishing by HTTP, each lane as fast as it is acknowledged; one reader per node";
    static final String BUS = "Publishing on the event bus, at rising rates; one reader per node";
    static final String LATENCY = "Latency at a modest rate; one reader per node";
    static final String READERS = "Many readers per node";
    static final String ADDRESSES = "Many addresses by a multiplexed source, each read by one reader per node";
    static final String COSTS = "Processor time of all servers together, at the modest rate";
    static final String NOT_RUN = "Not run";

    private static final List<String> HEADER = List.of(
            "appended/s",
            "delivered/s and node",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "servers: µs/appended",
            "servers: µs/delivered",
            "load: µs/delivered",
            "lost");

    private final Report report;
    private final List<String> keys;
    private final long deadline;

    /**
     * Creates the tables' part for one cluster.
     *
     * @param keys the history's mode, and how many nodes there are
     * @param deadline when the time is over, as {@link System#nanoTime} tells it
     */
    ClusterTables(Report report, List<String> keys, long deadline) {
        this.report = report;
        this.keys = keys;
        this.deadline = deadline;
    }

    /** Begins all tables. */
    static void begin(Report report) {
        for (String title : List.of(LANES, BUS, LATENCY, READERS)) {
            report.table(title, Cells.join(List.of("history", "nodes", "published by"), HEADER));
        }
        report.table(
                ADDRESSES, Cells.join(List.of("history", "nodes", "addresses; registrations in the cluster"), HEADER));
        report.table(
                COSTS,
                List.of("history", "nodes", "idle, % of a core", "µs per appended event", "µs per delivered event"));
        report.table(NOT_RUN, List.of("history", "nodes", "what", "why"));
    }

    /** Returns whether the time is over. */
    boolean isOver() {
        return System.nanoTime() - deadline > 0;
    }

    /** Adds a run to a table. */
    void add(String table, String what, Outcome outcome) {
        report.row(table, Cells.join(Cells.join(keys, List.of(what)), cells(outcome)));
    }

    private List<String> cells(Outcome outcome) {
        int nodes = Integer.parseInt(keys.get(1));
        Duration servers = outcome.servers().withoutCompilers();
        return List.of(
                Cells.number(outcome.acknowledgedPerSecond()),
                Cells.number(outcome.deliveredPerSecond() / nodes),
                Cells.millis(outcome.sight().latencies().percentile(0.5)),
                Cells.millis(outcome.sight().latencies().percentile(0.99)),
                Cells.millis(outcome.sight().latencies().percentile(0.999)),
                Cells.number(outcome.microsPerAcknowledged(servers)),
                Cells.number(outcome.microsPerDelivered(servers)),
                Cells.number(outcome.microsPerDelivered(outcome.load().withoutCompilers())),
                outcome.lost());
    }

    /** Adds that a run was not made. */
    void skip(String table, String what) {
        report.row(NOT_RUN, Cells.join(keys, List.of(table + ": " + what, "the time was over")));
    }

    /**
     * Adds what follows from a run with few readers and one with many.
     *
     * @param idleShare how busy the servers together are without events; 1 is one core
     */
    void costs(double idleShare, Outcome few, Outcome many) {
        double fewMicros = micros(few) - idleShare * few.seconds() * 1e6;
        double manyMicros = micros(many) - idleShare * many.seconds() * 1e6;
        double scale = many.published().sent() / (double) few.published().sent();
        double perDelivered = (manyMicros - fewMicros * scale)
                / (many.sight().delivered() - few.sight().delivered() * scale);
        double perAppended = (fewMicros - perDelivered * few.sight().delivered())
                / few.published().sent();
        report.row(
                COSTS,
                Cells.join(keys, List.of(Cells.number(idleShare * 100), orNoise(perAppended), orNoise(perDelivered))));
    }

    private static double micros(Outcome outcome) {
        return outcome.servers().withoutCompilers().toNanos() / 1e3;
    }

    /** A difference of two runs on a busy machine can be anything. */
    private static String orNoise(double micros) {
        return micros > 0 ? Cells.number(micros) : "lost in the noise";
    }
}
