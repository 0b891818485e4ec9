package io.busbar.history;

import io.busbar.draft.Draft;
import io.busbar.plugin.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The log of one node, which lives as long as its hub. All that it keeps is the order; its tail keeps the events. */
public final class MemoryLog implements Log {

    private final String epoch = EventId.newEpoch();
    private final Promise<Long> sourcesRecordedSince = Promise.promise();
    private @Nullable Writer writer;
    private @Nullable Recording recording;

    /** Creates an empty log. */
    public MemoryLog() {}

    @Override
    public Future<Void> open(Node node) {
        Writer opened = new Writer(node.follow(epoch, 0));
        Recording begun = node.record(opened);
        writer = opened;
        recording = begun;
        return begun.start(List.of())
                .onSuccess(started -> sourcesRecordedSince.complete(opened.end))
                .onFailure(sourcesRecordedSince::fail);
    }

    @Override
    public Future<Long> sourcesRecordedSince() {
        return sourcesRecordedSince.future();
    }

    @Override
    public Hold hold(String address) {
        return recording == null
                ? new Hold(Future.failedFuture(new LogClosedException()), () -> {})
                : recording.hold(address);
    }

    @Override
    public Future<@Nullable EventId> publish(Draft draft, @Nullable IdempotencyKey key) {
        return recording == null
                ? Future.failedFuture(new LogClosedException())
                : recording.publish(draft, key).map(seq -> seq == null ? null : new EventId(epoch, seq));
    }

    @Override
    public Future<Void> feed(Event event) {
        return recording == null ? Future.failedFuture(new LogClosedException()) : recording.feed(event);
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public @Nullable String recorder() {
        return null;
    }

    @Override
    public Future<Long> end(String idEpoch) {
        if (!idEpoch.equals(epoch)) {
            return Future.succeededFuture(-1L);
        }
        return Future.succeededFuture(writer == null ? 0 : writer.end);
    }

    @Override
    public void endTold() {
        if (writer != null) {
            writer.told = true;
        }
    }

    @Override
    public Future<Void> close() {
        Recording ending = recording;
        writer = null;
        recording = null;
        return ending == null ? Future.succeededFuture() : ending.stop();
    }

    private final class Writer implements Appender {

        private final Map<String, Long> recordedSince = new HashMap<>();
        private final Tail tail;
        private long end;
        private boolean told;

        Writer(Tail tail) {
            this.tail = tail;
        }

        @Override
        public String epoch() {
            return epoch;
        }

        @Override
        public Future<Long> append(LogRecord record) {
            return append(() -> tail.accept(end + 1, System.nanoTime(), record));
        }

        @Override
        public Future<Long> append(IdempotencyKey key) {
            return append(() -> tail.mark(end + 1, System.nanoTime(), key));
        }

        private Future<Long> append(Runnable give) {
            if (writer == null) {
                return Future.failedFuture(new LogClosedException());
            }
            try {
                give.run();
            } catch (Throwable e) {
                // Also an error, such as that of memory: it was not recorded, and is not to be put on the bus.
                return Future.failedFuture(e);
            }
            return Future.succeededFuture(++end);
        }

        @Override
        public Future<Long> startRecording(String address) {
            return Future.succeededFuture(recordedSince.computeIfAbsent(address, key -> {
                // Before the first event and the first reader there is no position that could be taken for this one.
                if (writer != null && (end > 0 || told)) {
                    tail.mark(end + 1, System.nanoTime(), null);
                    end++;
                }
                return end;
            }));
        }

        @Override
        public void stopRecording(String address) {
            recordedSince.remove(address);
        }
    }
}
