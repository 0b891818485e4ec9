package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.PluginContext;
import io.busbar.plugin.Subscriber;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.Neighbour;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestPlugin;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A plugin that fails again and again is taken out, or stops its bridge, until it works again. */
class PluginBreakerTest {

    private static final String LOG = "io.busbar.pipeline.Guard";
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(200);

    private static Consumer<PluginOptions> breaker(BreakerOptions.Action action, Duration retry) {
        return policy -> policy.setBreaker(
                new BreakerOptions().setFailures(3).setAction(action).setRetry(retry));
    }

    /** Fails on the body "bad", and appends an exclamation mark to others. */
    private static Event mark(Event event) {
        if ("bad".equals(event.body())) {
            throw new IllegalStateException("no luck");
        }
        return event.withBody(event.body() + "!");
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("sync", (context, transform) -> context.addTransform(transform)),
                kind(
                        "async",
                        (context, transform) -> context.addAsyncTransform(
                                event -> Future.succeededFuture(List.of(transform.apply(event))))));
    }

    private static Arguments kind(String name, BiConsumer<PluginContext, EventTransform> registration) {
        return Arguments.of(
                name, TestPlugin.with("wrong", context -> registration.accept(context, PluginBreakerTest::mark)));
    }

    private static void publish(BridgeServer server, String... bodies) {
        for (String body : bodies) {
            server.publish("a", body);
        }
    }

    private static void awaitFailures(BridgeServer server, long failures) {
        Conditions.await(
                () -> failures + " failures: " + PluginServers.counts(server, "wrong"),
                () -> PluginServers.counts(server, "wrong").get("failures") == failures,
                Conditions.PATIENCE);
    }

    // ---- bypass ----

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void afterSoManyFailuresInARowEventsPassByThePlugin(String kind, TestPlugin plugin) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(breaker(BreakerOptions.Action.BYPASS, LONG), plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            publish(server, "bad", "bad", "1", "bad", "bad", "2", "bad", "bad", "bad", "3", "bad");
            client.expectMessage("1!");
            client.expectMessage("2!");
            client.expectMessage("3");
            client.expectMessage("bad");
            client.assertExhausted();
            assertThat(PluginServers.isOut(server, "wrong")).isTrue();
            assertThat(PluginServers.counts(server, "wrong"))
                    .containsEntry("events", 9L)
                    .containsEntry("failures", 7L)
                    .containsEntry("bypassed", 2L);
            assertThat(log.messages())
                    .containsExactly(
                            "Plugin wrong failed in its transform, on address a: java.lang.IllegalStateException: no luck",
                            "Plugin wrong failed 3 times in a row: the bridge goes on without it, and tries it again in"
                                    + " 5m");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aPluginThatIsOutIsTriedAgainAndComesBackWhenItWorks(String kind, TestPlugin plugin) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(breaker(BreakerOptions.Action.BYPASS, SHORT), plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            publish(server, "bad", "bad", "bad");
            awaitFailures(server, 3);
            Conditions.await("the time to try", () -> !PluginServers.isOut(server, "wrong"));
            publish(server, "bad");
            awaitFailures(server, 4);
            // One failure is enough to be out again.
            Conditions.await("the time to try again", () -> !PluginServers.isOut(server, "wrong"));
            publish(server, "1", "bad", "bad", "2");
            client.expectMessage("1!");
            client.expectMessage("2!");
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 6L);
            assertThat(PluginServers.isOut(server, "wrong")).isFalse();
            assertThat(log.messages()).hasSize(2);
        }
    }

    @Test
    void aFilterThatIsOutLetsAllPass() {
        TestPlugin plugin = TestPlugin.with(
                "wrong",
                context -> context.addFilter((event, subscriber) -> {
                    throw new IllegalStateException();
                }));
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(breaker(BreakerOptions.Action.BYPASS, LONG), plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            publish(server, "1", "2", "3", "4");
            client.expectMessage("4");
            assertThat(log.messages()).hasSize(2);
        }
    }

    @Test
    void anAuthorizerThatIsOutAgreesToAll() {
        TestPlugin plugin = TestPlugin.with(
                "wrong", context -> context.addAuthorizer((subscriber, address) -> Future.failedFuture("no luck")));
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(breaker(BreakerOptions.Action.BYPASS, LONG), plugin)) {
            for (int i = 0; i < 3; i++) {
                assertThat(HttpExchange.get(server.port(), "/events/a").status())
                        .isEqualTo(503);
            }
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
                publish(server, "1");
                client.expectMessage("1");
            }
            assertThat(log.messages()).hasSize(2);
        }
    }

    @Test
    void aListenersFailuresCountInARowOnly() {
        TestPlugin plugin = TestPlugin.with(
                "wrong",
                context -> context.addListener(new BridgeListener() {
                    @Override
                    public void onOpen(Subscriber subscriber) {
                        if (subscriber.addresses().contains("bad")) {
                            throw new IllegalStateException();
                        }
                    }
                }));
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(breaker(BreakerOptions.Action.STOP, LONG), plugin)) {
            for (int i = 0; i < 4; i++) {
                try (SseTestClient client = SseTestClient.connect(server.port(), "/events/bad")) {
                    assertThat(client.status()).isEqualTo(200);
                }
                server.awaitQuiet();
            }
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 4L);
            assertThat(PluginServers.isOut(server, "wrong")).isFalse();
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void hugeResultsCountAsFailuresInARow() {
        TestPlugin plugin = TestPlugin.with(
                "wrong",
                context -> context.addTransform(
                        event -> event.withBody(new io.vertx.core.json.JsonObject().put("x", "x".repeat(2_000)))));
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setEventBytes(1_000));
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server =
                        PluginServers.start(options, breaker(BreakerOptions.Action.BYPASS, LONG), plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            publish(server, "1", "2", "3", "4");
            client.expectMessage("4");
            assertThat(PluginServers.isOut(server, "wrong")).isTrue();
            assertThat(log.messages()).hasSize(2);
        }
    }

    @Test
    void whatCannotBeRecordedCountsAsFailuresInARow() {
        TestPlugin plugin = TestPlugin.with(
                "wrong",
                context -> context.addTransform(
                        event -> event.withBody("good".equals(event.body()) ? "good!" : new Object())));
        try (CapturedLog log = CapturedLog.of(LOG);
                CapturedLog intake = CapturedLog.of("io.busbar.intake.Intake");
                BridgeServer server = PluginServers.start(breaker(BreakerOptions.Action.BYPASS, LONG), plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            publish(server, "1", "2", "good", "3", "4", "5", "6");
            client.expectMessage("good!");
            client.expectMessage("6");
            assertThat(PluginServers.isOut(server, "wrong")).isTrue();
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 5L);
            assertThat(log.messages()).hasSize(2);
            assertThat(intake.messages()).hasSize(1);
        }
    }

    @Test
    void whatAnotherFunctionOfThePluginSucceedsInDoesNotMakeItsFailuresGood() {
        TestPlugin plugin = TestPlugin.with("wrong", context -> context.addTransform(event -> event)
                .addTransform(PluginBreakerTest::mark)
                .addFilter((event, subscriber) -> true));
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        policy -> breaker(BreakerOptions.Action.BYPASS, LONG).accept(policy.setFailOpen(true)),
                        plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            for (int i = 0; i < 3; i++) {
                publish(server, "bad");
                client.expectMessage("bad");
            }
            assertThat(PluginServers.isOut(server, "wrong")).isTrue();
            assertThat(log.messages()).hasSize(2);
        }
    }

    // ---- stop ----

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aBridgeThatAPluginHasStoppedRefusesAllAndTellsWhoReads(String kind, TestPlugin plugin) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(breaker(BreakerOptions.Action.STOP, LONG), plugin);
                Neighbour neighbour = Neighbour.of(server);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a");
                SseTestClient beside = neighbour.connect("/events/a")) {
            publish(server, "1", "bad", "bad", "bad");
            client.expectMessage("1!");
            awaitFailures(server, 3);
            publish(server, "2");
            assertThat(client.expectEvent("busbar.lagged", "{}").lastEventId()).isNotEmpty();
            HttpExchange stream = HttpExchange.get(server.port(), "/events/a");
            assertThat(stream.status()).isEqualTo(503);
            assertThat(stream.header("Retry-After")).isNotNull();
            assertThat(stream.json().getString("detail")).isEqualTo("the stream can't be opened now");
            HttpExchange publish = HttpExchange.post(server.port(), "/publish/a", "text/plain", "3");
            assertThat(publish.status()).isEqualTo(503);
            assertThat(publish.json().getString("detail")).isEqualTo("the event can't be taken now");
            assertThat(server.status().connections()).as("streams").isOne();
            for (String body : List.of("1", "bad", "bad", "bad", "2")) {
                beside.expectMessage(body);
            }
            assertThat(log.messages())
                    .containsExactly(
                            "Plugin wrong failed in its transform, on address a: java.lang.IllegalStateException: no luck",
                            "Plugin wrong failed 3 times in a row: the bridge stops, and tries it again in 5m");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aBridgeThatWasStoppedGoesOnWhenThePluginWorksAgain(String kind, TestPlugin plugin) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(breaker(BreakerOptions.Action.STOP, SHORT), plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            publish(server, "bad", "bad", "bad");
            awaitFailures(server, 3);
            Conditions.await("the time to try", () -> !PluginServers.isOut(server, "wrong"));
            publish(server, "1");
            client.expectMessage("1!");
            try (SseTestClient late = SseTestClient.connect(server.port(), "/events/a")) {
                HttpExchange published = HttpExchange.post(server.port(), "/publish/a", "text/plain", "2");
                assertThat(published.status()).isEqualTo(202);
                client.expectMessage("2!");
                late.expectMessage("2!");
            }
            publish(server, "bad", "bad", "3");
            client.expectMessage("3!");
            assertThat(log.messages()).hasSize(2);
        }
    }
}
