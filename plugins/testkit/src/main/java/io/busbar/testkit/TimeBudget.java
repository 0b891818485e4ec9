package io.busbar.testkit;

import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventFilter;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.Subscriber;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures how long a plugin keeps an event loop. */
final class TimeBudget {

    private static final int CALLS = 1_000;
    private static final int FEWEST = 11;

    /** For a measurement, if the fewest calls are done in it. */
    private static final long ENOUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** For a measurement, so that there is one before the test's patience ends. */
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final PluginHarness harness;
    private final Duration budget;

    /** Creates one for a plugin that was started. */
    TimeBudget(PluginHarness harness, Duration budget) {
        this.harness = harness;
        this.budget = budget;
    }

    /** Checks the transforms: those that answer at once all together, of the others each until it has returned. */
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
        for (AsyncEventTransform transform : harness.asyncTransforms()) {
            long[] nanos = measure(() -> nanosUntilReturn(transform, variant.event()));
            checkMedian("an asynchronous transform returns its future after", variant, nanos);
        }
    }

    /** Checks the filters, all together. */
    void checkFilters(Variant variant, List<Event> events, Subscriber subscriber) throws Exception {
        for (Event event : events) {
            check("the filters need", variant, () -> {
                for (EventFilter filter : harness.filters()) {
                    filter.accepts(event, subscriber);
                }
            });
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void check(String what, Variant variant, Work work) throws Exception {
        long[] nanos = harness.onEventLoop(
                () -> {
                    // The first time is for the compiler.
                    measure(() -> nanosOf(work));
                    return measure(() -> nanosOf(work));
                },
                "measuring on " + variant);
        checkMedian(what, variant, nanos);
    }

    private void checkMedian(String what, Variant variant, long[] nanos) {
        Arrays.sort(nanos);
        long median = nanos[nanos.length / 2];
        if (median > budget.toNanos()) {
            throw new AssertionError(what + " " + TimeUnit.NANOSECONDS.toMicros(median) + " µs of an event loop for "
                    + variant + ", the median of " + nanos.length + " calls; the budget is "
                    + TimeUnit.NANOSECONDS.toMicros(budget.toNanos()) + " µs. Let it do less there, or wait elsewhere"
                    + " (vertx().executeBlocking); if it is made to be configured as a worker, let budget() say so");
        }
    }

    private static long nanosOf(Work work) {
        long start = System.nanoTime();
        try {
            work.run();
        } catch (Exception e) {
            // A failure takes its time as well; whether it may be one is another test's.
        }
        return System.nanoTime() - start;
    }

    /** Waits for what comes of it, so that no more are on their way than the plugin expects; but does not count that. */
    private long nanosUntilReturn(AsyncEventTransform transform, Event event) throws Exception {
        return harness.await(
                () -> {
                    long start = System.nanoTime();
                    Future<?> answer = Future.succeededFuture();
                    try {
                        answer = transform.apply(event);
                    } catch (Exception e) {
                        // As above.
                    }
                    long nanos = System.nanoTime() - start;
                    return answer == null
                            ? Future.succeededFuture(nanos)
                            : answer.transform(done -> Future.succeededFuture(nanos));
                },
                "an asynchronous transform");
    }

    private interface Measurement {
        long nanos() throws Exception;
    }

    private static long[] measure(Measurement measurement) throws Exception {
        long[] nanos = new long[CALLS];
        long begin = System.nanoTime();
        int calls = 0;
        while (calls < CALLS && goesOn(calls, System.nanoTime() - begin)) {
            nanos[calls++] = measurement.nanos();
        }
        return Arrays.copyOf(nanos, calls);
    }

    private static boolean goesOn(int calls, long spent) {
        return spent < (calls < FEWEST ? MOST_NANOS : ENOUGH_NANOS);
    }
}
