package io.busbar.history;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log of one node, which lives as long as its hub. All that it keeps is the order; its tail keeps the events. */
public final class MemoryLog implements Log {

    private final String epoch = EventId.newEpoch();
    private final Map<String, Long> recordedSince = new HashMap<>();
    private @Nullable Tail tail;
    private long end;
    private boolean told;

    /** Creates an empty log. */
    public MemoryLog() {}

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public Future<Void> open(Tail newTail) {
        tail = newTail;
        return Future.succeededFuture();
    }

    @Override
    public Future<Long> append(LogRecord record) {
        if (tail == null) {
            return Future.failedFuture("The log is closed");
        }
        try {
            tail.accept(end + 1, record);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        return Future.succeededFuture(++end);
    }

    @Override
    public Future<Long> end() {
        return Future.succeededFuture(end);
    }

    @Override
    public Future<Long> startRecording(String address) {
        return Future.succeededFuture(recordedSince.computeIfAbsent(address, key -> {
            // Before the first event and the first reader there is no position that could be taken for this one.
            if (tail != null && (end > 0 || told)) {
                tail.mark(end + 1);
                end++;
            }
            return end;
        }));
    }

    @Override
    public void endTold() {
        told = true;
    }

    @Override
    public void stopRecording(String address) {
        recordedSince.remove(address);
    }

    @Override
    public Future<Void> close() {
        tail = null;
        recordedSince.clear();
        return Future.succeededFuture();
    }
}
