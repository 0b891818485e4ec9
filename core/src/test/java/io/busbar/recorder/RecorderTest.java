package io.busbar.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.BusSources;
import io.busbar.draft.Draft;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.history.NoRecorderException;
import io.busbar.history.PublishedKeys;
import io.busbar.metrics.Counters;
import io.busbar.permission.PermissionRules;
import io.busbar.permission.RuleCache;
import io.busbar.pipeline.Pipeline;
import io.busbar.plugin.Event;
import io.busbar.plugins.PluginSources;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the event sources of plugins run, and what is refused. */
class RecorderTest {

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private final Promise<Long> recorded = Promise.promise();
    private final List<String> sources = new CopyOnWriteArrayList<>();
    private final Recorder recorder = new Recorder(
            vertx,
            context,
            new RecorderSettings("bridge", new BusSources(List.of()), 1_000, 0, 10),
            new Pipeline(context, new Counters(), false),
            new RuleCache(new PermissionRules(List.of()), 1),
            (address, seenByPatterns) -> true,
            new PublishedKeys(0, 10),
            new SlowLog(),
            new Sources(),
            new Counters());

    @AfterEach
    void close() {
        Waiting.on(vertx.close());
    }

    @Test
    void sourcesBeginWhenTheBusKnowsWhatIsRecorded() {
        Future<Void> started = on(() -> recorder.start(List.of("a")));
        assertThat(sources).isEmpty();
        recorded.complete(1L);
        Waiting.on(started);
        assertThat(sources).containsExactly("begin");
    }

    /** Another node records then, and runs them. */
    @Test
    void sourcesDoNotBeginAtARecorderThatWasStoppedBeforeTheBusKnew() {
        Future<Void> started = on(() -> recorder.start(List.of("a")));
        Waiting.on(on(recorder::stop));
        recorded.complete(1L);
        Waiting.on(started);
        assertThat(sources).containsExactly("end");
    }

    /** Answered as if it was not to be recorded, it would be lost; so it goes to the next recorder. */
    @Test
    void whatIsPublishedAtARecorderThatWasStoppedIsRefused() {
        Future<Void> stopped = on(recorder::stop);
        Future<Long> published = on(() -> recorder.publish(Draft.of(Event.of("a", "1", Map.of())), null));
        Future<Void> fed = on(() -> recorder.feed(Event.of("a", "1", Map.of())));
        Waiting.on(stopped);
        assertThat(published.cause()).isInstanceOf(NoRecorderException.class);
        assertThat(fed.cause()).isInstanceOf(NoRecorderException.class);
    }

    /** Calls on the hub's context, and waits until the call is over, not for what comes of it. */
    private <T> Future<T> on(Callable<Future<T>> call) {
        Promise<Future<T>> result = Promise.promise();
        context.runOnContext(run -> {
            try {
                result.complete(call.call());
            } catch (Exception e) {
                result.fail(e);
            }
        });
        return Waiting.on(result.future());
    }

    private final class Sources implements PluginSources {
        @Override
        public void begin() {
            sources.add("begin");
        }

        @Override
        public Future<Void> end() {
            sources.add("end");
            return Future.succeededFuture();
        }
    }

    /** Takes its time to say since when an address is recorded. */
    private final class SlowLog implements Log.Appender {
        @Override
        public String epoch() {
            return "e";
        }

        @Override
        public Future<Long> append(LogRecord record) {
            return Future.succeededFuture(1L);
        }

        @Override
        public Future<Long> append(IdempotencyKey key) {
            return Future.succeededFuture(1L);
        }

        @Override
        public Future<Long> startRecording(String address) {
            return recorded.future();
        }

        @Override
        public void stopRecording(String address) {}
    }
}
