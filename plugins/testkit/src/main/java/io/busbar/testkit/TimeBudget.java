package io.busbar.testkit;

import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.Subscriber;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Measures how long a plugin keeps an event loop. */
final class TimeBudget {

    private static final int CALLS = 1_000;
    private static final int FEWEST = 11;
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PluginHarness harness;
    private final Duration budget;

    /** Creates one for a plugin that was started. */
    TimeBudget(PluginHarness harness, Duration budget) {
        this.harness = harness;
        this.budget = budget;
    }

    /** Checks the transforms that answer at once, all together. */
    void checkTransforms(Variant variant) throws Exception {
        check("the transforms need", variant, () -> {
            Event event = variant.event();
            for (EventTransform transform : harness.transforms()) {
                event = transform.apply(event);
                if (event == null) {
                    return;
                }
            }
        });
    }

    /** Checks the filters, all together. */
    void checkFilters(Variant variant, Subscriber subscriber) throws Exception {
        check("the filters need", variant, () -> {
            for (EventFilter filter : harness.filters()) {
                filter.accepts(variant.event(), subscriber);
            }
        });
    }

    private interface Work {
        void run() throws Exception;
    }

    private void check(String what, Variant variant, Work work) throws Exception {
        long[] nanos = harness.onEventLoop(
                () -> {
                    measure(work);
                    return measure(work);
                },
                "measuring");
        Arrays.sort(nanos);
        long median = nanos[nanos.length / 2];
        if (median > budget.toNanos()) {
            throw new AssertionError(what + " " + TimeUnit.NANOSECONDS.toMicros(median) + " µs of an event loop for "
                    + variant + ", the median of " + nanos.length + " calls; the budget is "
                    + TimeUnit.NANOSECONDS.toMicros(budget.toNanos()) + " µs");
        }
    }

    private static long[] measure(Work work) {
        long[] nanos = new long[CALLS];
        long begin = System.nanoTime();
        int calls = 0;
        while (calls < CALLS && (calls < FEWEST || System.nanoTime() - begin < MOST_NANOS)) {
            long start = System.nanoTime();
            try {
                work.run();
            } catch (Exception e) {
                // A failure takes its time as well; whether it may be one is another test's.
            }
            nanos[calls++] = System.nanoTime() - start;
        }
        return Arrays.copyOf(nanos, calls);
    }
}
