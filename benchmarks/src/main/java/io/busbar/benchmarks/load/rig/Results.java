package io.busbar.benchmarks.load.rig;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What all rounds have shown. For one thread. */
public final class Results {

    private static final String NOTHING = "0";

    /** By scenario, server and round. */
    private final Map<String, Map<String, Map<Integer, Measures>>> all = new LinkedHashMap<>();

    /** Adds what one run has shown. */
    public void add(String scenario, String server, int round, Measures measures) {
        all.computeIfAbsent(scenario, absent -> new LinkedHashMap<>())
                .computeIfAbsent(server, absent -> new LinkedHashMap<>())
                .put(round, measures);
    }

    /** Returns whether there is anything of this scenario and server. */
    public boolean has(String scenario, String server) {
        return !rounds(scenario, server).isEmpty();
    }

    /** Returns how many rounds there were. */
    public int count(String scenario, String server) {
        return rounds(scenario, server).size();
    }

    private Map<Integer, Measures> rounds(String scenario, String server) {
        return all.getOrDefault(scenario, Map.of()).getOrDefault(server, Map.of());
    }

    /** Returns the median of all rounds; empty if there is none. */
    public OptionalDouble median(String scenario, String server, Metric metric) {
        return median(sorted(scenario, server, metric));
    }

    /** Returns the values of all rounds, from the lowest to the highest. */
    public List<Double> sorted(String scenario, String server, Metric metric) {
        return rounds(scenario, server).values().stream()
                .map(measures -> measures.value(metric))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .sorted()
                .toList();
    }

    /**
     * Returns the median of the ratios of {@code server} to {@code other}, taken round by round: what changes about the machine in
     * the course of a run changes both. Empty if there is none.
     */
    public OptionalDouble ratio(String scenario, String server, String other, Metric metric) {
        return ratio(scenario, server, scenario, other, metric);
    }

    /** Returns the same for two scenarios, whose rounds took turns. */
    public OptionalDouble ratio(String scenario, String server, String otherScenario, String other, Metric metric) {
        List<Double> ratios = new ArrayList<>();
        rounds(scenario, server).forEach((round, measures) -> {
            Measures others = rounds(otherScenario, other).get(round);
            OptionalDouble own = measures.value(metric);
            OptionalDouble theirs = others == null ? OptionalDouble.empty() : others.value(metric);
            if (own.isPresent() && theirs.isPresent() && theirs.getAsDouble() > 0) {
                ratios.add(own.getAsDouble() / theirs.getAsDouble());
            }
        });
        return median(ratios.stream().sorted().toList());
    }

    /** Returns what was lost in any round, in words; {@code 0} if nothing was. */
    public String lost(String scenario, String server) {
        String lost = rounds(scenario, server).values().stream()
                .map(Measures::lost)
                .filter(each -> !each.equals(NOTHING))
                .distinct()
                .collect(Collectors.joining("; "));
        return lost.isEmpty() ? NOTHING : lost;
    }

    private static OptionalDouble median(List<Double> sorted) {
        int half = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2);
    }
}
