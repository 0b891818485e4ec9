package io.busbar.testkit;

import io.busbar.plugin.Subscriber;
import io.vertx.ext.auth.User;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin gets to do in a bridge.
 *
 * @param samples the events
 * @param mayFail whether the plugin may fail on some of them
 * @param user who reads; null for nobody in particular
 */
record Workload(
        List<Variant> samples, boolean mayFail, @Nullable User user) {

    private static final String ALL = "**";

    /** Returns who reads, for calls without a bridge. */
    Subscriber reader() {
        return TestSubscriber.of(user, ALL);
    }

    /** Returns everybody whom filters are asked about: the reader, and nobody in particular. */
    List<Subscriber> readers() {
        return List.of(reader(), TestSubscriber.of(null, ALL));
    }

    /** Opens a stream of all addresses. */
    SseRecorder subscribe(TestBridge bridge) {
        try {
            return bridge.subscribe(user, ALL);
        } catch (AssertionError e) {
            throw new AssertionError("user() has to be somebody who may subscribe to everything: " + e.getMessage(), e);
        }
    }

    /**
     * Lets a bridge have the samples while somebody reads.
     *
     * @throws AssertionError if the plugin fails, and may not
     */
    void run(TestBridge bridge) {
        try (SseRecorder stream = subscribe(bridge)) {
            samples.forEach(sample -> bridge.feed(sample.event()));
            stream.awaitPosition(bridge.logEnd());
        }
        long failures = Figures.find(bridge.pluginStatus().counts(), "failures");
        if (failures > 0 && !mayFail) {
            throw new AssertionError("a bridge counted " + failures + " failures of the plugin at work on the samples,"
                    + " and logged the first with its trace. If it does not fail without a bridge: when it is loaded"
                    + " from a jar, it has what is in libraries(), and nothing else of the class path");
        }
    }
}
