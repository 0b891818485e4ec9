package io.busbar.testkit;

import io.busbar.plugin.PluginMetrics;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** Metrics that are as strict as a bridge's. Thread-safe. */
final class RecordedMetrics implements PluginMetrics {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final int MOST = 100;

    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

    @Override
    public synchronized LongAdder counter(String name) {
        if (!counters.containsKey(name)) {
            check(name);
        }
        return counters.computeIfAbsent(name, absent -> new LongAdder());
    }

    @Override
    public synchronized void gauge(String name, LongSupplier value) {
        check(name);
        gauges.put(name, value);
    }

    private void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name must match " + NAME + ": \"" + name + "\"");
        }
        if (counters.containsKey(name) || gauges.containsKey(name)) {
            throw new IllegalArgumentException("the name is taken: " + name);
        }
        if (counters.size() + gauges.size() == MOST) {
            throw new IllegalStateException("a plugin may have " + MOST + " counters and gauges");
        }
    }

    /** Returns the value of a counter or gauge, which has to be there. */
    long value(String name) {
        LongAdder counter = counters.get(name);
        if (counter != null) {
            return counter.sum();
        }
        LongSupplier gauge = gauges.get(name);
        if (gauge != null) {
            return gauge.getAsLong();
        }
        Set<String> known = new TreeSet<>(counters.keySet());
        known.addAll(gauges.keySet());
        throw new AssertionError("there is no counter or gauge " + name + "; there are " + known);
    }
}
