package io.busbar.plugin;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** A plugin's own figures, which the bridge shows beside those that it keeps of the plugin. Thread-safe. */
public interface PluginMetrics {

    /**
     * Returns the counter {@code name}, which begins at 0; each time the same one.
     *
     * @param name lower-case letters, digits and underscores, beginning with a letter, at most 64
     * @throws IllegalArgumentException if the name can't be, or is a gauge's
     * @throws IllegalStateException if the plugin has 100 counters and gauges
     */
    LongAdder counter(String name);

    /**
     * Shows {@code value}, which is asked for on any thread and must return at once.
     *
     * @param name as for {@link #counter}
     * @throws IllegalArgumentException if the name can't be, or is taken
     * @throws IllegalStateException if the plugin has 100 counters and gauges
     */
    void gauge(String name, LongSupplier value);
}
