package io.busbar.cluster.history;

import com.hazelcast.core.HazelcastException;
import io.busbar.history.Log;
import io.busbar.history.NoRecorderException;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** What each node has the recorder record. Confined to the hub's context. */
final class Holds {

    private final Log.Recording recording;
    private final Map<String, Map<String, Log.Hold>> byNode = new HashMap<>();

    /** Creates a table without any. */
    Holds(Log.Recording recording) {
        this.recording = recording;
    }

    /**
     * Has {@code address} recorded for {@code node}, once, however often it asks; completes with since when it is;
     * fails with a {@link NoRecorderException} if it may be asked again.
     */
    Future<Long> hold(String node, String address) {
        Log.Hold hold = byNode.computeIfAbsent(node, key -> new HashMap<>()).computeIfAbsent(address, recording::hold);
        return hold.recordedSince()
                .onFailure(cause -> release(node, address, hold))
                .recover(cause -> Future.failedFuture(
                        // A member left while the bus was told of the consumer: the next attempt finds another.
                        cause instanceof HazelcastException ? new NoRecorderException() : cause));
    }

    private void release(String node, String address, Log.Hold hold) {
        Map<String, Log.Hold> holds = byNode.get(node);
        if (holds != null && holds.remove(address, hold)) {
            hold.release().run();
        }
    }

    /** Gives up what {@code node} holds of {@code address}. */
    void release(String node, String address) {
        Map<String, Log.Hold> holds = byNode.get(node);
        Log.Hold hold = holds == null ? null : holds.get(address);
        if (hold != null) {
            release(node, address, hold);
        }
    }

    /** Gives up whatever {@code node} holds, which is gone. */
    void releaseAll(String node) {
        Map<String, Log.Hold> holds = byNode.remove(node);
        if (holds != null) {
            holds.values().forEach(hold -> hold.release().run());
        }
    }
}
