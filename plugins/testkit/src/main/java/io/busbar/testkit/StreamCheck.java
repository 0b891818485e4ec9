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

    /** Checks that the stream brings what comes of this event. */
    void checkSame(Variant variant) throws Exception {
        List<SseEvent> expected = new ArrayList<>();
        for (Event result : trials.results(variant)) {
            if (harness.accepts(result, reader)) {
                expected.add(Wire.read(result));
            }
        }
        bridge.feed(variant.event());
        for (SseEvent each : expected) {
            SseEvent read = stream.next();
            assertEquals(
                    each,
                    new SseEvent(read.type(), read.data(), ""),
                    () -> "a client reads something else than the plugin made of " + variant);
        }
    }

    /** Checks that the stream brings at most as many events as come of these. */
    void checkNumber(List<Variant> variants) {
        long before = number(bridge.logEnd());
        variants.forEach(variant -> bridge.feed(variant.event()));
        String end = bridge.logEnd();
        stream.awaitPosition(end);
        long recorded = number(end) - before;
        int read = stream.events().size();
        if (read > recorded) {
            throw new AssertionError(recorded + " events were recorded, and a client read " + read);
        }
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }
}
