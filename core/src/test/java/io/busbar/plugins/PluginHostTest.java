package io.busbar.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.metrics.Counters;
import io.busbar.pipeline.Pipeline;
import io.busbar.pipeline.PluginPolicy;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventSink;
import io.busbar.plugin.EventSource;
import io.busbar.plugin.Plugin;
import io.busbar.testing.BusHandlers;
import io.busbar.testing.Conditions;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Event sources of which one node of a cluster has one, as this node gets to be that, and ceases to. */
class PluginHostTest {

    private static final PluginPolicy POLICY = new PluginPolicy(false, false, 1_000, 10, 0, true, 1, null, 1_000);

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
    private final List<Object> taken = new CopyOnWriteArrayList<>();
    private final PluginHost host = new PluginHost(
            "bridge",
            context,
            new Pipeline(context, new Counters(), false),
            new Taking(),
            false,
            () -> Future.succeededFuture());

    @AfterEach
    void close() {
        Waiting.on(host.close());
        Waiting.on(vertx.close());
    }

    /** Notes what is fed. */
    private final class Taking implements Inlet {
        @Override
        public Future<@Nullable String> publish(String address, @Nullable Object body, Map<String, String> headers) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> feed(Event event) {
            taken.add(String.valueOf(event.body()));
            return Future.succeededFuture();
        }
    }

    /** Notes its calls, and keeps the sinks that it gets. */
    private static final class Source implements EventSource {
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final List<EventSink> sinks = new CopyOnWriteArrayList<>();

        /** What the next start answers; those after it succeed. */
        private volatile Future<?> started = Future.succeededFuture();

        private volatile Future<?> stopped = Future.succeededFuture();

        @Override
        public Future<?> start(EventSink sink) {
            sinks.add(sink);
            calls.add("start");
            Future<?> now = started;
            started = Future.succeededFuture();
            return now;
        }

        @Override
        public Future<?> stop() {
            calls.add("stop");
            return stopped;
        }

        private Future<Void> emit(int run, String body) {
            return sinks.get(run).emit(Event.of("a", body, Map.of()));
        }
    }

    private static PluginSpec with(EventSource source) {
        return new PluginSpec(
                PluginOffer.of(TestPlugin.with("feeder", plugin -> plugin.addSource(source))),
                "plugins[0]",
                new JsonObject(),
                POLICY);
    }

    private void begin() {
        Promise<Void> begun = Promise.promise();
        context.runOnContext(run -> {
            host.begin();
            begun.complete();
        });
        Waiting.on(begun.future());
    }

    private Future<Void> end() {
        Promise<Void> ended = Promise.promise();
        context.runOnContext(run -> host.end().onComplete(ended));
        return ended.future();
    }

    @Test
    void aSourceThatWasStartingWhenTheRoleWasLostEnds() {
        Source source = new Source();
        Promise<Void> started = Promise.promise();
        source.started = started.future();
        begin();
        Future<Void> used = host.use(List.of(with(source)));
        Conditions.await("the source to start", () -> source.calls.contains("start"));
        Future<Void> early = source.emit(0, "early");
        Waiting.on(end());
        started.complete();
        Waiting.on(used);
        assertThat(source.calls).containsExactly("start", "stop");
        Conditions.await("the early event to be refused", early::failed);
        Conditions.await("a late event to be refused", source.emit(0, "late")::failed);
        assertThat(taken).isEmpty();
    }

    @Test
    void aSourceThatFeedsAgainHasAnotherSinkAndTheOldOneStaysClosed() {
        Source source = new Source();
        Waiting.on(host.use(List.of(with(source))));
        begin();
        Waiting.on(source.emit(0, "first"));
        Waiting.on(end());
        begin();
        Waiting.on(source.emit(1, "second"));
        Conditions.await("what the first run left to be refused", source.emit(0, "left")::failed);
        assertThat(taken).containsExactly("first", "second");
        assertThat(source.calls).containsExactly("start", "stop", "start");
    }

    @Test
    void whatASourceMadeIsClosedWithItAndWhatItsPluginMadeIsNot() {
        TestPlugin plugin = TestPlugin.with("feeder", made -> {
            made.vertx().eventBus().consumer("of the plugin", message -> {});
            made.addSource(sink -> made.vertx()
                    .eventBus()
                    .consumer("of the source", message -> {})
                    .completion());
        });
        Waiting.on(host.use(List.of(new PluginSpec(PluginOffer.of(plugin), "plugins[0]", new JsonObject(), POLICY))));
        begin();
        Conditions.await("the source's consumer", () -> BusHandlers.of(vertx, "of the source") == 1);
        Waiting.on(end());
        assertThat(BusHandlers.of(vertx, "of the source")).isZero();
        assertThat(BusHandlers.of(vertx, "of the plugin")).isEqualTo(1);
    }

    @Test
    void aSourceBeginsAgainOnlyWhenItsEndIsOver() {
        Source source = new Source();
        Promise<Void> stopped = Promise.promise();
        source.stopped = stopped.future();
        Waiting.on(host.use(List.of(with(source))));
        begin();
        Future<Void> ended = end();
        begin();
        assertThat(source.calls).containsExactly("start", "stop");
        stopped.complete();
        Waiting.on(ended);
        Conditions.await("the source to begin again", () -> source.calls.size() == 3);
        Waiting.on(source.emit(1, "again"));
    }

    @Test
    void aSourceThatCanNotBeginOnThisNodeIsEndedCountedAndTriedAgain() {
        Source source = new Source();
        source.started = Future.failedFuture("no broker");
        Waiting.on(host.use(List.of(with(source))));
        begin();
        Conditions.await("the source to begin again", () -> source.calls.size() == 3);
        assertThat(source.calls).containsExactly("start", "stop", "start");
        assertThat(host.status().get(0).counts()).containsEntry("failures", 1L);
        Waiting.on(source.emit(1, "works"));
    }

    @Test
    void aSourceThatCouldNotBeginIsNotTriedAgainOnANodeThatCeasedToRecord() {
        Source source = new Source();
        source.started = Future.failedFuture("no broker");
        Waiting.on(host.use(List.of(with(source))));
        begin();
        Waiting.on(end());
        begin();
        Waiting.on(end());
        assertThat(source.calls).containsExactly("start", "stop", "start", "stop");
    }

    private String chainOf(String digest, JsonObject config) {
        Plugin<?> plugin = TestPlugin.with("same", registering -> {});
        PluginOffer offer =
                new PluginOffer("same", "1", digest, new Object(), getClass().getClassLoader(), () -> plugin);
        Waiting.on(host.use(List.of(new PluginSpec(offer, "plugins[0]", config, POLICY))));
        return host.chain();
    }

    @Test
    void chainsAreAlikeWhateverOrderTheirSettingsHave() {
        JsonObject config = new JsonObject();
        JsonObject reversed = new JsonObject();
        JsonObject inner = new JsonObject().put("x", 1).put("y", new JsonArray().add("z"));
        JsonObject innerReversed =
                new JsonObject().put("y", new JsonArray().add("z")).put("x", 1);
        assertThat(Digests.sorted(config.put("a", inner).put("b", 2)))
                .isEqualTo(Digests.sorted(reversed.put("b", 2).put("a", innerReversed)))
                .isEqualTo("{\"a\":{\"x\":1,\"y\":[\"z\"]},\"b\":2}");
    }

    @Test
    void chainsOfTwoJarsOfOneVersionDiffer() {
        String none = host.chain();
        String first = chainOf("1f", new JsonObject());
        String other = chainOf("2e", new JsonObject());
        assertThat(List.of(none, first, other)).doesNotHaveDuplicates();
        assertThat(chainOf("1f", new JsonObject())).isEqualTo(first);
    }
}
