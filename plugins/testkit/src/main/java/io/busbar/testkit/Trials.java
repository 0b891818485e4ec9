package io.busbar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.busbar.plugin.Event;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes events through the transforms of a plugin that was started without a bridge, and checks what becomes of them. */
final class Trials {

    private final PluginHarness harness;
    private final Predicate<Event> mayFail;

    /**
     * Creates the trials of one instance.
     *
     * @param mayFail on which events transforms may fail
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
        for (Event result : results(variant)) {
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

    /** Checks that an event does not take longer than {@code most}, as the first one of its kind. */
    void checkDuration(Variant variant, Duration most) {
        long begin = System.nanoTime();
        results(variant);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        if (took.compareTo(most) > 0) {
            throw new AssertionError("the transforms took " + took.toMillis() + " ms for " + variant + "; at most "
                    + most.toMillis() + " are allowed");
        }
    }
}
