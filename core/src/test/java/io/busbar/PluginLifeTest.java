package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.busbar.plugin.Event;
import io.busbar.plugin.EventSink;
import io.busbar.plugin.EventSource;
import io.busbar.plugin.PluginContext;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.BusHandlers;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestCatalog;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How plugins start and stop: what goes wrong then leaves the bridge as it was, and nothing of theirs behind. */
class PluginLifeTest {

    private static final TestPlugin GOOD =
            TestPlugin.with("good", context -> context.addTransform(event -> event.withBody(event.body() + "!")));

    private static Throwable use(BridgeServer server, TestPlugin... plugins) {
        Throwable thrown = catchThrowable(
                () -> Waiting.on(server.bridge(0).usePlugins(PluginServers.options(policy -> {}, plugins))));
        return thrown == null ? null : thrown.getCause();
    }

    private static void expect(BridgeServer server, SseTestClient client, String body, String expected) {
        server.publish("a", body);
        client.expectMessage(expected);
    }

    // ---- a start that fails ----

    static Stream<Arguments> misdeeds() {
        return Stream.of(
                misdeed(
                        "throws",
                        context -> {
                            throw new IOException("no luck");
                        },
                        "plugin wrong can't be started: java.io.IOException: no luck"),
                misdeed(
                        "throws an error",
                        context -> {
                            throw new NoSuchMethodError("io.vertx.core.Vertx.gone()");
                        },
                        "plugin wrong can't be started: java.lang.NoSuchMethodError: io.vertx.core.Vertx.gone()"),
                misdeed(
                        "returns null",
                        context -> null,
                        "plugin wrong can't be started: start() returned null; it has to return a future, such as"
                                + " Future.succeededFuture()"),
                misdeed(
                        "fails",
                        context -> Future.failedFuture(new IOException("no luck")),
                        "plugin wrong can't be started: java.io.IOException: no luck"),
                misdeed(
                        "has a source that throws",
                        context -> {
                            context.addSource(sink -> {
                                throw new IOException("no luck");
                            });
                            return Future.succeededFuture();
                        },
                        "plugin wrong can't be started: java.io.IOException: no luck"),
                misdeed(
                        "has a source that returns null",
                        context -> {
                            context.addSource(sink -> null);
                            return Future.succeededFuture();
                        },
                        "plugin wrong can't be started: start() of a source returned null; it has to return a future,"
                                + " such as Future.succeededFuture()"));
    }

    private static Arguments misdeed(String name, TestPlugin.Start start, String told) {
        return Arguments.of(name, start, told);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misdeeds")
    void aPluginThatDoesNotStartLeavesThoseThatWork(String name, TestPlugin.Start start, String told) {
        TestPlugin wrong = TestPlugin.starting("wrong", start);
        TestPlugin other = TestPlugin.with("other", context -> context.addTransform(event -> null));
        try (BridgeServer server = PluginServers.startWithout(GOOD, wrong, other);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            assertThat(use(server, GOOD)).isNull();
            expect(server, client, "1", "1!");
            assertThat(use(server, other, wrong)).hasMessage(told);
            assertThat(wrong.stops()).isOne();
            assertThat(other.stops()).isOne();
            expect(server, client, "2", "2!");
            assertThat(server.status().plugins()).extracting("name").containsExactly("good", "application");
        }
    }

    @Test
    void aSourceThatWasNotToBeginIsNotToldToEnd() {
        List<String> calls = new CopyOnWriteArrayList<>();
        TestPlugin wrong = TestPlugin.with(
                "wrong", context -> context.addSource(new NotingSource("first", calls, Future.failedFuture("no luck")))
                        .addSource(new NotingSource("second", calls, Future.succeededFuture())));
        try (BridgeServer server = PluginServers.startWithout(wrong)) {
            assertThat(use(server, wrong)).hasMessageContaining("no luck");
            assertThat(calls).containsExactly("start first", "stop first");
        }
    }

    /** A source that feeds nothing. */
    private record NotingSource(String name, List<String> calls, Future<?> begun) implements EventSource {
        @Override
        public Future<?> start(EventSink sink) {
            calls.add("start " + name);
            return begun;
        }

        @Override
        public Future<?> stop() {
            calls.add("stop " + name);
            return Future.succeededFuture();
        }
    }

    @Test
    void aBridgeWithAPluginThatDoesNotStartIsNotReady() {
        TestPlugin wrong = TestPlugin.starting("wrong", context -> Future.failedFuture("no luck"));
        assertThatThrownBy(() -> PluginServers.start(policy -> {}, wrong))
                .hasRootCauseMessage("no luck")
                .hasStackTraceContaining("plugin wrong can't be started: ");
    }

    @Test
    void aBridgeClosesWhileAPluginsStartHangs() {
        Promise<Void> begun = Promise.promise();
        TestPlugin hung = TestPlugin.starting("hung", context -> {
            begun.complete();
            return Promise.promise().future();
        });
        try (BridgeServer server = BridgeServer.with(BridgeServer.permitAll())
                .bridge(builder -> builder.withPlugins(new TestCatalog(hung)))
                .instances(1)
                .start()) {
            Future<Void> used = server.bridge(0).usePlugins(PluginServers.options(policy -> {}, hung));
            Waiting.on(begun.future());
            Waiting.on(server.bridge(0).close());
            assertThatThrownBy(() -> Waiting.on(used))
                    .hasMessageContaining("plugin hung can't be started: the bridge is being closed");
            assertThat(hung.stops()).isOne();
        }
    }

    @Test
    void anInstanceWorksForOneBridgeAtATime() {
        TestPlugin only = TestPlugin.with("only", context -> {});
        try (BridgeServer server = BridgeServer.with(BridgeServer.permitAll())
                .bridge(builder -> builder.withPlugin(only))
                .instances(1)
                .start()) {
            SseBridge second = SseBridge.builder(server.vertx())
                    .with(new SseBridgeOptions().setName("second"))
                    .withPlugin(only)
                    .build();
            assertThatThrownBy(() -> Waiting.on(second.ready()))
                    .hasMessageContaining("plugin only can't be started: this instance is at work already: each bridge"
                            + " needs an instance of its own");
            assertThat(only.stops()).isZero();
            Waiting.on(second.close());
            Waiting.on(server.bridge(0).close());
            assertThat(only.stops()).isOne();
            SseBridge third = SseBridge.builder(server.vertx())
                    .with(new SseBridgeOptions().setName("third"))
                    .withPlugin(only)
                    .build();
            Waiting.on(third.ready());
        }
    }

    @Test
    void functionsCanBeRegisteredUntilTheStartIsOver() {
        AtomicReference<PluginContext> kept = new AtomicReference<>();
        TestPlugin plugin = TestPlugin.starting("late", context -> {
            kept.set(context);
            return context.vertx()
                    .timer(10, TimeUnit.MILLISECONDS)
                    .map(over -> context.addTransform(event -> event.withBody(event.body() + "!")));
        });
        try (BridgeServer server = PluginServers.start(policy -> {}, plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            expect(server, client, "1", "1!");
            PluginContext context = kept.get();
            List<Runnable> registrations = List.of(
                    () -> context.addTransform(event -> event),
                    () -> context.addAsyncTransform(event -> Future.succeededFuture(List.of())),
                    () -> context.addFilter((event, subscriber) -> false),
                    () -> context.addAuthorizer((subscriber, address) -> Future.succeededFuture(false)),
                    () -> context.addListener(server.listener()),
                    () -> context.addSource(sink -> Future.succeededFuture()));
            assertThat(registrations).allSatisfy(registration -> assertThatThrownBy(registration::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("functions can only be registered until the future of start() completes"));
            expect(server, client, "2", "2!");
        }
    }

    // ---- a stop that fails ----

    @Test
    void aPluginThatDoesNotStopWellIsGoneAllTheSame() {
        AtomicReference<EventSink> sink = new AtomicReference<>();
        TestPlugin plugin =
                TestPlugin.with("wrong", context -> context.addTransform(event -> event.withBody(event.body() + "?"))
                        .addSource(new EventSource() {
                            @Override
                            public Future<?> start(EventSink given) {
                                sink.set(given);
                                return Future.succeededFuture();
                            }

                            @Override
                            public Future<?> stop() {
                                throw new IllegalStateException("no luck");
                            }
                        }));
        try (CapturedLog log = CapturedLog.of("io.busbar.plugins");
                BridgeServer server = PluginServers.startWithout(plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            assertThat(use(server, plugin)).isNull();
            expect(server, client, "1", "1?");
            assertThat(use(server)).isNull();
            expect(server, client, "2", "2");
            assertThat(plugin.stops()).isOne();
            assertThat(log.messages()).containsExactly("Plugin wrong failed at stopping its sources");
            assertThatThrownBy(() -> Waiting.on(sink.get().emit(Event.of("a", "3", Map.of()))))
                    .hasStackTraceContaining("The source was stopped");
        }
    }

    // ---- what is left ----

    /** Makes everything that Vert.x lets it make. */
    private static final class Hoarder {
        private final AtomicInteger ticks = new AtomicInteger();
        private final AtomicInteger verticleStops = new AtomicInteger();
        private final AtomicReference<HttpServer> server = new AtomicReference<>();
        private final AtomicReference<WorkerExecutor> workers = new AtomicReference<>();
        private final CompletableFuture<Void> interrupted = new CompletableFuture<>();
        private final TestPlugin plugin = TestPlugin.starting("hoarder", this::start);

        private Future<?> start(PluginContext context) {
            context.vertx().setPeriodic(1, id -> ticks.incrementAndGet());
            context.vertx().eventBus().consumer("hoard", message -> message.reply("here"));
            workers.set(context.vertx().createSharedWorkerExecutor("hoarders"));
            workers.get().executeBlocking(() -> {
                try {
                    Thread.sleep(TimeUnit.MINUTES.toMillis(1));
                } catch (InterruptedException e) {
                    interrupted.complete(null);
                }
                return null;
            });
            // Here and in its functions.
            context.addTransform(event -> {
                if ("more".equals(event.body())) {
                    context.vertx().setPeriodic(1, id -> ticks.incrementAndGet());
                    context.vertx().eventBus().consumer("more", message -> message.reply("here"));
                }
                return event;
            });
            return context.vertx()
                    .createHttpServer()
                    .requestHandler(request -> request.response().end("here"))
                    .listen(0, "127.0.0.1")
                    .onSuccess(server::set)
                    .compose(listening -> context.vertx().deployVerticle(new AbstractVerticle() {
                        @Override
                        public void start() {
                            vertx.eventBus().consumer("verticle", message -> message.reply("here"));
                        }

                        @Override
                        public void stop() {
                            verticleStops.incrementAndGet();
                        }
                    }));
        }
    }

    @Test
    void whatAPluginMadeGoesWithIt() {
        Hoarder hoarder = new Hoarder();
        try (BridgeServer server = PluginServers.startWithout(hoarder.plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            assertThat(use(server, hoarder.plugin)).isNull();
            expect(server, client, "more", "more");
            int port = hoarder.server.get().actualPort();
            assertThat(HttpExchange.get(port, "/").body()).isEqualTo("here");
            for (String address : List.of("hoard", "more", "verticle")) {
                assertThat(BusHandlers.of(server.vertx(), address)).as(address).isOne();
            }
            Conditions.await("ticks", () -> hoarder.ticks.get() > 2);

            assertThat(use(server)).isNull();
            assertThat(hoarder.plugin.stops()).isOne();
            assertThat(hoarder.verticleStops).hasValue(1);
            for (String address : List.of("hoard", "more", "verticle")) {
                assertThat(BusHandlers.of(server.vertx(), address)).as(address).isZero();
            }
            assertThatThrownBy(() -> HttpExchange.get(port, "/")).hasCauseInstanceOf(ConnectException.class);
            assertThat(catchThrowable(() -> Waiting.on(hoarder.workers.get().executeBlocking(() -> null))))
                    .as("a task for its workers")
                    .isNotNull();
            assertThat(hoarder.interrupted).succeedsWithin(Conditions.PATIENCE);
            int ticks = hoarder.ticks.get();
            Waiting.on(server.vertx().timer(50, TimeUnit.MILLISECONDS));
            assertThat(hoarder.ticks).hasValue(ticks);
            expect(server, client, "1", "1");
        }
    }

    @Test
    void whatAPluginMadeThatDidNotStartGoesToo() {
        AtomicInteger ticks = new AtomicInteger();
        TestPlugin wrong = TestPlugin.starting("wrong", context -> {
            context.vertx().setPeriodic(1, id -> ticks.incrementAndGet());
            context.vertx().eventBus().consumer("hoard", message -> {});
            Promise<Void> promise = Promise.promise();
            context.vertx().setTimer(20, id -> promise.fail("no luck"));
            return promise.future();
        });
        try (BridgeServer server = PluginServers.startWithout(wrong)) {
            assertThat(use(server, wrong)).hasMessageContaining("no luck");
            assertThat(BusHandlers.of(server.vertx(), "hoard")).isZero();
            int ticked = ticks.get();
            Waiting.on(server.vertx().timer(50, TimeUnit.MILLISECONDS));
            assertThat(ticks).hasValue(ticked);
        }
    }

    @Test
    void theBridgesOwnTimersStayWhenAPluginGoes() {
        TestPlugin plugin = TestPlugin.starting("early", context -> {
            // Its event waits until it has started.
            context.publish("a", "1", Map.of());
            return context.vertx().timer(50, TimeUnit.MILLISECONDS);
        });
        SseBridgeOptions options =
                BridgeServer.permitAll().setHistory(new HistoryOptions().setAge(Duration.ofMillis(500)));
        try (BridgeServer server = PluginServers.start(options, policy -> {}, plugin)) {
            assertThat(use(server)).isNull();
            Conditions.await("an empty history", () -> server.status().history().events() == 0);
        }
    }
}
