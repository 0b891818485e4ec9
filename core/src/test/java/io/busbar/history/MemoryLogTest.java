package io.busbar.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.draft.Draft;
import io.busbar.plugin.Event;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryLogTest extends LogContract {

    @Override
    protected Log create(Vertx vertx) {
        return new MemoryLog();
    }

    @Test
    void aRecordThatTheTailCanNotTakeGetsNoNumber() {
        MemoryLog log = new MemoryLog();
        boolean[] fails = {true};
        Log.Appender[] appender = new Log.Appender[1];
        Log.Recording recording = new Log.Recording() {
            @Override
            public Future<Void> start(Collection<String> addresses) {
                return Future.succeededFuture();
            }

            @Override
            public Log.Hold hold(String address) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Future<Long> publish(Draft draft, IdempotencyKey key) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Future<Void> feed(Event event) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Future<Void> stop() {
                return Future.succeededFuture();
            }
        };
        log.open(new Log.Node() {
            @Override
            public Log.Tail follow(String epoch, long end) {
                return new Log.Tail() {
                    @Override
                    public void accept(long seq, long nanos, LogRecord record) {
                        if (fails[0]) {
                            throw new IllegalStateException("on purpose");
                        }
                    }

                    @Override
                    public void mark(long seq, long nanos, IdempotencyKey key) {}

                    @Override
                    public void lastValue(LastValue value) {}

                    @Override
                    public void branch(String newEpoch) {}
                };
            }

            @Override
            public void unfollow() {}

            @Override
            public List<LastValue> lastValues(long after, long before, long bytes) {
                return List.of();
            }

            @Override
            public Log.Recording record(Log.Appender newAppender) {
                appender[0] = newAppender;
                return recording;
            }
        });
        LogRecord record =
                new LogRecord(Event.of("a", null, Map.of()), true, Unpooled.EMPTY_BUFFER, null, LogRecord.Kind.EVENT);
        assertThat(appender[0].append(record).failed()).isTrue();
        fails[0] = false;
        assertThat(appender[0].append(record).result()).isEqualTo(1);
    }
}
