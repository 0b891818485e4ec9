package io.busbar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.busbar.plugin.Event;
import io.busbar.plugin.Subscriber;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares what a client reads with what the plugin made, event for event: whatever is in an event, it stays one event
 * and says what it said.
 */
final class StreamCheck {

    private final TestBridge bridge;
    private final SseRecorder stream;
    private final PluginHarness harness;
    private final Trials trials;
    private final Subscriber reader;

    /**
     * Creates a check.
     *
     * @param bridge with the plugin
     * @param stream of all addresses
     * @param harness the same plugin, with the same configuration, without a bridge
     * @param reader who reads the stream
     */
    StreamCheck(TestBridge bridge, SseRecorder stream, PluginHarness harness, Trials trials, Subscriber reader) {
        this.bridge = bridge;
        this.stream = stream;
        this.harness = harness;
        this.trials = trials;
        this.reader = reader;
    }

    /** Returns whether nothing but these events makes the plugin add to the stream. */
    boolean isAlone(List<Variant> samples) {
        samples.forEach(trials::results);
        return harness.sources().isEmpty() && harness.published().isEmpty();
    }

    /** Checks that the stream brings what comes of these events, and nothing else. */
    void checkSame(List<Variant> variants) throws Exception {
        for (Variant variant : variants) {
            checkSame(variant);
        }
        stream.expectNothing();
    }

    private void checkSame(Variant variant) throws Exception {
        List<SseEvent> expected = new ArrayList<>();
        for (Event result : trials.results(variant)) {
            if (harness.accepts(result, reader)) {
                expected.add(Wire.read(result));
            }
        }
        bridge.feed(variant.event());
        for (SseEvent each : expected) {
            SseEvent read = stream.next("what the plugin made of " + variant + ", " + each + ",");
            assertEquals(
                    each,
                    new SseEvent(read.type(), read.data(), ""),
                    () -> "a client reads something else than the plugin made of " + variant);
        }
    }

    /** Checks that the stream brings at most one event for each that was recorded. */
    void checkIds(List<Variant> variants) {
        variants.forEach(variant -> bridge.feed(variant.event()));
        stream.awaitPosition(bridge.logEnd());
        checkIds(stream);
    }

    /** Whatever an event adds to a stream has its id, or one that no bridge has given. */
    static void checkIds(SseRecorder stream) {
        String last = "";
        for (SseEvent event : stream.events()) {
            if (event.type().startsWith("busbar.")) {
                // The bridge's own.
                continue;
            }
            if (SseRecorder.numberOf(event.id()) <= SseRecorder.numberOf(last)) {
                throw new AssertionError(
                        "a client reads an event that has no id of its own: " + event + " after " + last);
            }
            last = event.id();
        }
    }
}
