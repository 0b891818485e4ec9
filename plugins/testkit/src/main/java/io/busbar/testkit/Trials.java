package io.busbar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.busbar.plugin.Event;
import io.busbar.plugin.Subscriber;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes events through the transforms of a plugin that was started without a bridge, and checks what becomes of them. */
final class Trials {

    /** As many as a bridge takes. */
    private static final int MOST_RESULTS = 1_000;

    /** Of so many the shortest time counts: others use the machine as well. */
    private static final int ATTEMPTS = 3;

    private final PluginHarness harness;
    private final Predicate<Event> mayFail;

    /**
     * Creates the trials of one instance.
     *
     * @param mayFail on which events transforms and filters may fail
     */
    Trials(PluginHarness harness, Predicate<Event> mayFail) {
        this.harness = harness;
        this.mayFail = mayFail;
    }

    /**
     * Returns what comes of an event; nothing if the transforms failed on one on which they may.
     *
     * @throws AssertionError if they fail on another
     */
    List<Event> results(Variant variant) {
        List<Event> results = resultsIfAny(variant);
        return results == null ? List.of() : results;
    }

    private @Nullable List<Event> resultsIfAny(Variant variant) {
        try {
            return harness.transformAll(variant.event());
        } catch (AssertionError e) {
            throw new AssertionError("a transform failed on " + variant + ": " + e.getMessage(), e);
        } catch (Exception e) {
            if (mayFail.test(variant.event())) {
                return null;
            }
            throw new AssertionError("a transform failed on " + variant + "; if it is to, let mayFail say so: " + e, e);
        }
    }

    /** Checks that an event is the same afterwards. */
    void checkPure(Variant variant) {
        Object before = Snapshot.of(variant.event());
        results(variant);
        assertEquals(
                before,
                Snapshot.of(variant.event()),
                () -> "a transform changed the event that it was given, which others see as well: " + variant
                        + "; let it make a changed copy");
    }

    /** Checks that the same event becomes the same a second time. */
    void checkRepeatable(Variant variant) {
        assertEquals(
                Snapshot.ofAll(results(variant)),
                Snapshot.ofAll(results(variant)),
                () -> "the transforms answer another time something else to " + variant
                        + "; if they are to, let isRepeatable say so");
    }

    /** Checks that what is made of an event can be sent to subscribers. */
    void checkDeliverable(Variant variant) {
        List<Event> results = results(variant);
        if (results.size() > MOST_RESULTS) {
            throw new AssertionError("one event became " + results.size() + ", and a bridge takes " + MOST_RESULTS
                    + " in its place: " + variant);
        }
        for (Event result : results) {
            if (result == null) {
                throw new AssertionError("a transform answered a list that holds null to " + variant);
            }
            if (result.address().indexOf('*') >= 0) {
                throw new AssertionError(
                        "the address of an event must not hold a wildcard: " + result + ", of " + variant);
            }
            Object body = result.body();
            if (body != variant.event().body() && Wire.textOf(body) == null) {
                throw new AssertionError("a transform made a body without a text, which nobody can get: "
                        + (body == null ? null : body.getClass().getName()) + ", of " + variant);
            }
        }
    }

    /** Checks that the filters answer about what comes of an event, whoever reads, and leave it as it is. */
    void checkFilters(Variant variant, List<Subscriber> readers) {
        for (Event result : filtered(variant)) {
            Object before = Snapshot.of(result);
            readers.forEach(reader -> ask(variant, result, reader));
            assertEquals(
                    before,
                    Snapshot.of(result),
                    () -> "a filter changed the event that it was asked about, which others see as well: " + variant);
        }
    }

    private void ask(Variant variant, Event result, Subscriber reader) {
        try {
            harness.accepts(result, reader);
        } catch (Exception | AssertionError e) {
            if (e instanceof AssertionError || !mayFail.test(variant.event())) {
                throw new AssertionError(
                        "a filter failed on " + variant + " for " + reader + "; if it is to, let mayFail say so: " + e,
                        e);
            }
        }
    }

    /** Returns what of an event comes to filters: what has a text. */
    List<Event> filtered(Variant variant) {
        return results(variant).stream()
                .filter(result -> result != null && Wire.textOf(result.body()) != null)
                .toList();
    }

    /** Checks that an event does not take longer than {@code most}. */
    void checkDuration(Variant variant, Duration most) {
        Duration took = durationOf(variant);
        for (int i = 1; i < ATTEMPTS && took.compareTo(most) > 0; i++) {
            Duration again = durationOf(variant);
            took = again.compareTo(took) < 0 ? again : took;
        }
        if (took.compareTo(most) > 0) {
            throw new AssertionError("the transforms took " + took.toMillis() + " ms for " + variant + ", each of "
                    + ATTEMPTS + " times or more; at most " + most.toMillis() + " are allowed. Let them pass, or drop,"
                    + " what is too large to look into");
        }
    }

    private Duration durationOf(Variant variant) {
        long begin = System.nanoTime();
        results(variant);
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
