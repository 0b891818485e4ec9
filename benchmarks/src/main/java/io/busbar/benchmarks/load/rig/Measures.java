package io.busbar.benchmarks.load.rig;

import io.busbar.benchmarks.load.client.LatencyHistogram;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.trial.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a run has shown. Immutable.
 *
 * @param values what was measured
 * @param lost what was lost, in words; {@code 0} if nothing was, and then whether it was late
 */
public record Measures(Map<Metric, Double> values, String lost) {

    private static final String NOTHING = "0";

    /** Returns what a run with events has shown. */
    public static Measures of(Outcome outcome) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        ProcessorTime servers = outcome.servers();
        values.put(Metric.CPU, outcome.microsPerDelivered(servers.total()));
        values.put(Metric.STEADY, outcome.microsPerDelivered(servers.withoutCompilers()));
        values.put(Metric.USER, outcome.microsPerDelivered(servers.user()));
        values.put(Metric.COMPILERS, outcome.microsPerDelivered(servers.compilers()));
        values.put(Metric.LOAD, outcome.microsPerDelivered(outcome.load().total()));
        values.put(Metric.DELIVERED, outcome.deliveredPerSecond());
        LatencyHistogram each = outcome.sight().latencies();
        values.put(Metric.P50, (double) each.percentile(0.5));
        values.put(Metric.P99, (double) each.percentile(0.99));
        values.put(Metric.P999, (double) each.percentile(0.999));
        LatencyHistogram last = outcome.sight().slowest();
        values.put(Metric.LAST_P50, (double) last.percentile(0.5));
        values.put(Metric.LAST_P99, (double) last.percentile(0.99));
        values.put(Metric.LAST_P999, (double) last.percentile(0.999));
        return new Measures(values, outcome.lost());
    }

    /** Returns what was measured without events, nothing yet; {@link #with} adds it. */
    public static Measures idle() {
        return new Measures(Map.of(), NOTHING);
    }

    /** Returns these, and {@code value} besides. */
    public Measures with(Metric metric, double value) {
        Map<Metric, Double> more = new EnumMap<>(Metric.class);
        more.putAll(values);
        more.put(metric, value);
        return new Measures(more, lost);
    }

    /** Returns these, with what was lost of other events besides, in words. */
    public Measures withLost(String what, String others) {
        return others.equals(NOTHING) ? this : new Measures(values, lost + "; " + what + ": " + others);
    }

    /** Returns a value; empty if it was not measured. */
    public OptionalDouble value(Metric metric) {
        Double value = values.get(metric);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Returns whether every reader saw every event, once. */
    public boolean isComplete() {
        return lost.startsWith(NOTHING);
    }
}
