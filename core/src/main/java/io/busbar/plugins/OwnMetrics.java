package io.busbar.plugins;

import io.busbar.plugin.PluginMetrics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** A plugin's own figures, of a bridge's or the test kit's. Thread-safe. */
public final class OwnMetrics implements PluginMetrics {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final int MOST = 100;

    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();

    /** Creates one without any. */
    public OwnMetrics() {}

    @Override
    public synchronized LongAdder counter(String name) {
        LongAdder known = counters.get(name);
        if (known != null) {
            return known;
        }
        check(name);
        LongAdder counter = new LongAdder();
        counters.put(name, counter);
        return counter;
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

    /** Returns a copy of all values by name; a gauge that fails is left out. */
    public Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counters.forEach((name, counter) -> all.put(name, counter.sum()));
        gauges.forEach((name, gauge) -> {
            try {
                all.put(name, gauge.getAsLong());
            } catch (Throwable e) {
                all.remove(name);
            }
        });
        return all;
    }
}
