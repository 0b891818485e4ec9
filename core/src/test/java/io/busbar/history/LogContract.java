package io.busbar.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.draft.Draft;
import io.busbar.plugin.Event;
import io.busbar.testing.Waiting;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Log} promises. Extend it for an implementation. */
public abstract class LogContract {

    private final List<Long> seqs = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> marks = Collections.synchronizedList(new ArrayList<>());
    private final List<Optional<IdempotencyKey>> keys = Collections.synchronizedList(new ArrayList<>());
    private final List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());

    private final AtomicReference<String> epoch = new AtomicReference<>();
    private final AtomicReference<Log.Appender> appender = new AtomicReference<>();

    private Vertx vertx;
    private Context context;
    private Log log;

    /** For implementations. */
    protected LogContract() {}

    /** Returns a new log without a tail. Called on the context that will use it. */
    protected abstract Log create(Vertx vertx);

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        log = onContext(() -> Future.succeededFuture(create(vertx)));
        onContext(() -> log.open(new TestNode()));
    }

    /** Notes what it gets, and records what the test appends. */
    private final class TestNode implements Log.Node, Log.Tail, Log.Recording {

        @Override
        public Log.Tail follow(String newEpoch, long end) {
            epoch.set(newEpoch);
            return this;
        }

        @Override
        public void unfollow() {}

        @Override
        public List<LastValue> lastValues(long after, long before, long bytes) {
            return List.of();
        }

        @Override
        public void lastValue(LastValue value) {}

        @Override
        public void branch(String epoch) {}

        @Override
        public Log.Recording record(Log.Appender newAppender) {
            appender.set(newAppender);
            return this;
        }

        @Override
        public void accept(long seq, long nanos, LogRecord record) {
            seqs.add(seq);
            records.add(record);
        }

        @Override
        public void mark(long seq, long nanos, IdempotencyKey key) {
            marks.add(seq);
            keys.add(Optional.ofNullable(key));
        }

        @Override
        public Future<Void> start(Collection<String> addresses) {
            return Future.succeededFuture();
        }

        @Override
        public Log.Hold hold(String address) {
            return new Log.Hold(
                    appender.get().startRecording(address), () -> appender.get().stopRecording(address));
        }

        @Override
        public Future<Long> publish(Draft draft, IdempotencyKey key) {
            Event event = draft.event();
            return appender.get().append(LogContract.record(event.address(), String.valueOf(event.body())));
        }

        @Override
        public Future<Void> feed(Event event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> stop() {
            return Future.succeededFuture();
        }
    }

    private Log.Appender appender() {
        return appender.get();
    }

    @AfterEach
    void close() {
        onContext(() -> log.close());
        Waiting.on(vertx.close());
    }

    @Test
    void recordsGetTheNextNumbersAndReachTheTailInTheirOrder() {
        List<LogRecord> appended = new ArrayList<>();
        List<Long> acknowledged = onContext(() -> {
            List<Future<Long>> appends = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                LogRecord record = record("a" + i % 7, "event " + i);
                appended.add(record);
                appends.add(appender().append(record));
            }
            return Future.all(appends).map(all -> all.<Long>list());
        });
        assertThat(acknowledged)
                .isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
        assertThat(seqs).isEqualTo(acknowledged);
        assertThat(records).extracting(LogRecord::event).isEqualTo(events(appended));
        assertThat(IntStream.range(0, 1_000))
                .allSatisfy(i -> assertThat(records.get(i).frame())
                        .isEqualTo(appended.get(i).frame()));
        assertThat(onContext(() -> log.end(epoch.get()))).isEqualTo(1_000);
    }

    @Test
    void theTailHasARecordBeforeItsPublisherHears() {
        int seen = onContext(() -> appender().append(record("a", "x")).map(seq -> seqs.size()));
        assertThat(seen).isEqualTo(1);
    }

    @Test
    void everyLogHasANameOfItsOwn() {
        String first = epoch.get();
        assertThat(appender().epoch()).isEqualTo(first);
        Log other = onContext(() -> Future.succeededFuture(create(vertx)));
        onContext(() -> other.open(new TestNode()));
        assertThat(first).matches("[A-Za-z0-9]{1,64}").isNotEqualTo(epoch.get());
        assertThat(EventId.parse(new EventId(first, 7).toString())).isEqualTo(new EventId(first, 7));
        onContext(other::close);
    }

    @Test
    void whatWasPublishedWithoutBeingRecordedTakesANumberWithItsKey() {
        IdempotencyKey key = new IdempotencyKey("scope", "content");
        assertThat(onContext(() -> appender().append(key))).isEqualTo(1);
        assertThat(marks).containsExactly(1L);
        assertThat(keys).containsExactly(Optional.of(key));
    }

    @Test
    void aHoldLastsUntilItIsReleased() {
        onContext(() -> appender().append(record("b", "before")));
        Log.Hold hold = onContext(() -> Future.succeededFuture(log.hold("a")));
        assertThat(onContext(hold::recordedSince)).isEqualTo(2);
        onContext(() -> {
            hold.release().run();
            return Future.succeededFuture();
        });
        assertThat(onContext(() -> log.hold("a").recordedSince()))
                .as("held again")
                .isEqualTo(3);
    }

    @Test
    void aPublishCompletesWithItsPosition() {
        EventId id = onContext(() -> log.publish(Draft.of(Event.of("a", "x", Map.of())), null));
        assertThat(id).isEqualTo(new EventId(epoch.get(), 1));
        assertThat(seqs).containsExactly(1L);
    }

    @Test
    void anEmptyLogEndsAtZero() {
        assertThat(onContext(() -> log.end(epoch.get()))).isZero();
    }

    @Test
    void whatHappensAfterAnAddressIsRecordedHasALargerNumber() {
        onContext(() -> appender().append(record("b", "before")));
        long since = onContext(() -> appender().startRecording("a"));
        long next = onContext(() -> appender().append(record("a", "after")));
        assertThat(since).isBetween(0L, next - 1);
        assertThat(since).as("a number that no position had before").isEqualTo(2);
        assertThat(onContext(() -> appender().startRecording("a")))
                .as("as long as it goes on")
                .isEqualTo(since);
        onContext(() -> {
            appender().stopRecording("a");
            return appender().append(record("b", "meanwhile"));
        });
        assertThat(onContext(() -> appender().startRecording("a")))
                .as("begun again")
                .isEqualTo(5);
        assertThat(onContext(() -> appender().startRecording("c")))
                .as("another address")
                .isEqualTo(6);
    }

    @Test
    void theBeginOfARecordingTakesANumberOfItsOwn() {
        onContext(() -> appender().append(record("b", "before")));
        long since = onContext(() -> appender().startRecording("a"));
        long next = onContext(() -> appender().append(record("a", "after")));
        assertThat(marks).containsExactly(since);
        assertThat(seqs).containsExactly(since - 1, next);
        assertThat(next).isEqualTo(since + 1);
    }

    @Test
    void aRecordingThatBeginsAfterAReaderWasTold0HasALargerNumber() {
        onContext(() -> {
            log.endTold();
            return Future.succeededFuture();
        });
        assertThat(onContext(() -> appender().startRecording("a"))).isPositive();
    }

    @Test
    void whatIsClosedTakesNothing() {
        onContext(() -> log.close());
        boolean failed = onContext(() -> log.publish(Draft.of(Event.of("a", "x", Map.of())), null)
                .map(false)
                .otherwise(true));
        assertThat(failed).isTrue();
        failed = onContext(() -> appender().append(record("a", "x")).map(false).otherwise(true));
        assertThat(failed).isTrue();
        assertThat(seqs).isEmpty();
    }

    private <T> T onContext(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(run -> call.get().onComplete(promise));
        return Waiting.on(promise.future());
    }

    private static LogRecord record(String address, String body) {
        Event event = Event.of(address, body, Map.of());
        String frame = "data: " + body + "\n\n";
        return new LogRecord(
                event, true, Unpooled.copiedBuffer(frame, StandardCharsets.UTF_8), null, LogRecord.Kind.EVENT);
    }

    private static List<Event> events(List<LogRecord> from) {
        return from.stream().map(LogRecord::event).toList();
    }
}
