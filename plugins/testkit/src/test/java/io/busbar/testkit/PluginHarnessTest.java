package io.busbar.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.plugin.Event;
import io.busbar.plugin.NoConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.User;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A plugin's functions, one by one. */
class PluginHarnessTest {

    @Test
    void eventsGoThroughAllTransformsInTheirOrder() throws Exception {
        try (PluginHarness harness = PluginHarness.start(new SamplePlugin(), "{}")) {
            assertThat(harness.transform(event("x")).body()).isEqualTo("x!");
            assertThat(harness.transform(event("drop"))).isNull();
            assertThat(harness.transformAll(event("twice")))
                    .extracting(Event::body)
                    .containsExactly("one", "two");
            assertThatThrownBy(() -> harness.transform(event("twice")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("became 2");
            assertThat(harness.metric("marked")).isEqualTo(4);
            assertThat(harness.metric("open")).isZero();
            assertThatThrownBy(() -> harness.metric("none")).hasMessageContaining("[marked, open]");
        }
    }

    @Test
    void whatAPluginThrowsTheTestGets() throws Exception {
        try (PluginHarness harness = PluginHarness.start(new SamplePlugin(), "{}")) {
            assertThatThrownBy(() -> harness.transform(event("fail")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("on purpose");
        }
        assertThatThrownBy(() -> PluginHarness.start(
                        FunctionPlugin.starting(context -> Future.failedFuture(new IOException("no"))), new NoConfig()))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PluginHarness.start(new SamplePlugin(), "{\"mark\": \"\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mark");
    }

    @Test
    void filtersAndAuthorizersAnswerForAnySubscriber() throws Exception {
        TestSubscriber anonymous = TestSubscriber.of(null, "a");
        TestSubscriber ada = TestSubscriber.of(User.fromName("ada"), "a");
        try (PluginHarness harness = PluginHarness.start(new SamplePlugin(), "{}")) {
            assertThat(harness.accepts(event("x").withType("secret"), anonymous))
                    .isFalse();
            assertThat(harness.accepts(event("x").withType("secret"), ada)).isTrue();
            assertThat(harness.permits(anonymous, "closed")).isFalse();
            assertThat(harness.permits(anonymous, "open")).isTrue();
            assertThat(harness.permits(ada, "closed")).isTrue();
            assertThat(harness.transforms()).hasSize(1);
            assertThat(harness.asyncTransforms()).hasSize(1);
            assertThat(harness.filters()).hasSize(1);
            assertThat(harness.authorizers()).hasSize(1);
            assertThat(harness.listeners()).hasSize(1);
            assertThat(harness.sources()).isEmpty();
        }
    }

    @Test
    void functionsAreCalledOnTheEventLoopOfTheStart() throws Exception {
        Context[] contexts = new Context[2];
        try (PluginHarness harness = PluginHarness.start(
                FunctionPlugin.starting(context -> {
                    contexts[0] = Vertx.currentContext();
                    context.addTransform(event -> {
                        contexts[1] = Vertx.currentContext();
                        return event;
                    });
                    return Future.succeededFuture();
                }),
                new NoConfig())) {
            harness.transform(event("x"));
        }
        assertThat(contexts[0]).isNotNull().isSameAs(contexts[1]);
    }

    @Test
    void whatIsPublishedIsNoted() throws Exception {
        try (PluginHarness harness = PluginHarness.start(
                FunctionPlugin.starting(
                        context -> context.publish("a", "x", Map.of(Event.TYPE_HEADER, "named", "other", "1"))),
                new NoConfig())) {
            assertThat(harness.published()).singleElement().satisfies(event -> {
                assertThat(event.address()).isEqualTo("a");
                assertThat(event.body()).isEqualTo("x");
                assertThat(event.type()).isEqualTo("named");
                assertThat(event.headers()).containsEntry("other", "1");
            });
        }
    }

    @Test
    void functionsCanBeRegisteredInStartAlone() throws Exception {
        FunctionPlugin plugin = FunctionPlugin.starting(context -> Future.succeededFuture());
        try (PluginHarness harness = PluginHarness.start(plugin, new NoConfig())) {
            assertThatThrownBy(() -> plugin.context.addTransform(event -> event))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(harness.transforms()).isEmpty();
        }
    }

    @Test
    void namesOfMetricsAreCheckedAsByABridge() throws Exception {
        FunctionPlugin plugin = FunctionPlugin.starting(context -> Future.succeededFuture());
        try (PluginHarness harness = PluginHarness.start(plugin, new NoConfig())) {
            plugin.context.metrics().gauge("g", () -> 1);
            assertThatThrownBy(() -> plugin.context.metrics().counter("G")).hasMessageContaining("\"G\"");
            assertThatThrownBy(() -> plugin.context.metrics().counter("g")).hasMessageContaining("taken");
            for (int i = 1; i < 100; i++) {
                plugin.context.metrics().counter("c" + i);
            }
            assertThatThrownBy(() -> plugin.context.metrics().counter("c100"))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(harness.metric("g")).isEqualTo(1);
        }
    }

    @Test
    void theEndStopsThePluginOnce() throws Exception {
        AtomicInteger stops = new AtomicInteger();
        FunctionPlugin plugin = FunctionPlugin.stopping(() -> {
            stops.incrementAndGet();
            return Future.succeededFuture();
        });
        PluginHarness harness = PluginHarness.start(plugin, new NoConfig());
        harness.close();
        harness.close();
        assertThat(stops).hasValue(1);

        PluginHarness failing =
                PluginHarness.start(FunctionPlugin.stopping(() -> Future.failedFuture("can't stop")), new NoConfig());
        assertThatThrownBy(failing::close).isInstanceOf(AssertionError.class).hasMessageContaining("can't stop");
    }

    @Test
    void anAnswerThatIsNullIsAFailure() throws Exception {
        assertThatThrownBy(() -> PluginHarness.start(FunctionPlugin.starting(context -> null), new NoConfig()))
                .hasMessageContaining("start returned null");
        try (PluginHarness harness = PluginHarness.start(
                FunctionPlugin.starting(context -> Future.succeededFuture(context.addAsyncTransform(event -> null))),
                new NoConfig())) {
            assertThatThrownBy(() -> harness.transformAll(event("x"))).hasMessageContaining("returned null");
        }
    }

    @Test
    void aStopThatAnswersNullIsDoneAsForABridge() throws Exception {
        PluginHarness.start(FunctionPlugin.stopping(() -> null), new NoConfig()).close();
    }

    /** Waits as long as the kit does: nothing else may come of a failure than its own words. */
    @Test
    void aStopThatDoesNotEndIsNamed() throws Exception {
        Promise<Void> never = Promise.promise();
        PluginHarness endless = PluginHarness.start(FunctionPlugin.stopping(never::future), new NoConfig());
        assertThatThrownBy(endless::close)
                .isInstanceOf(AssertionError.class)
                .hasMessage("the stop of the plugin: not within 10 s");
    }

    @Test
    void aCallThatDoesNotEndTellsWhereItIs() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (PluginHarness harness = PluginHarness.start(
                FunctionPlugin.starting(context -> {
                    context.addTransform(event -> {
                        end.await();
                        return event;
                    });
                    return Future.succeededFuture();
                }),
                new NoConfig())) {
            assertThatThrownBy(() -> harness.transform(event("x")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll(
                            "a transform: not within 10 s; it has not returned", "at ", "PluginHarnessTest");
            end.countDown();
        }
    }

    private static Event event(Object body) {
        return Event.of("a", body, Map.of());
    }
}
