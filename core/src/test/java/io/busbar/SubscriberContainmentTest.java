package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.Authorizer;
import io.busbar.plugin.BridgeListener;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.Neighbour;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestPlugin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever filters, authorizers and listeners do: it concerns the subscribers that they were asked about. */
class SubscriberContainmentTest {

    private static final String LOG = "io.busbar.pipeline.Guard";

    // ---- filters ----

    /** Fails on the body "bad" for those who subscribed to "b" too. */
    private static final TestPlugin FILTER = TestPlugin.with(
            "wrong",
            context -> context.addFilter((event, subscriber) -> {
                if ("bad".equals(event.body()) && subscriber.addresses().contains("b")) {
                    throw new StackOverflowError();
                }
                return true;
            }));

    @Test
    void whoAFilterFailsOnDoesNotGetTheEventAndOthersDo() {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(policy -> {}, FILTER);
                Neighbour neighbour = Neighbour.of(server);
                SseTestClient concerned = SseTestClient.connect(server.port(), "/events?address=a&address=b");
                SseTestClient other = SseTestClient.connect(server.port(), "/events/a");
                SseTestClient beside = neighbour.connect("/events?address=a&address=b")) {
            server.publish("a", "bad");
            server.publish("a", "1");
            concerned.expectMessage("1");
            other.expectMessage("bad");
            other.expectMessage("1");
            beside.expectMessage("bad");
            beside.expectMessage("1");
            assertThat(PluginServers.counts(server, "wrong"))
                    .containsEntry("failures", 1L)
                    .containsEntry("filtered", 0L);
            assertThat(log.messages())
                    .containsExactly("Plugin wrong failed in its filter, on address a: java.lang.StackOverflowError");
        }
    }

    @Test
    void aReplayDoesNotBringWhatAFilterFailsOnEither() {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        BridgeServer.permitAll().addSource(new SourceOptions().setAddress("a")), policy -> {}, FILTER);
                SseTestClient live = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "0");
            server.publish("a", "bad");
            server.publish("a", "1");
            live.expectMessage("0");
            live.expectMessage("bad");
            live.expectMessage("1");
            try (SseTestClient late = SseTestClient.connect(server.port(), "/events?address=a&address=b&from=2")) {
                late.expectMessage("0");
                late.expectMessage("1");
                late.assertExhausted();
            }
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void withFailOpenTheyGetTheEvent() {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(policy -> policy.setFailOpen(true), FILTER);
                SseTestClient concerned = SseTestClient.connect(server.port(), "/events?address=a&address=b")) {
            server.publish("a", "bad");
            server.publish("a", "1");
            concerned.expectMessage("bad");
            concerned.expectMessage("1");
            assertThat(log.messages()).hasSize(1);
        }
    }

    // ---- authorizers ----

    static Stream<Arguments> misdeeds() {
        return Stream.of(
                misdeed(
                        "throws",
                        (subscriber, address) -> {
                            throw new IOException("no luck");
                        },
                        "java.io.IOException: no luck"),
                misdeed(
                        "throws an error",
                        (subscriber, address) -> {
                            throw new NoClassDefFoundError("lib/Missing");
                        },
                        "java.lang.NoClassDefFoundError: lib/Missing"),
                misdeed("returns null", (subscriber, address) -> null, "it returned null, not a future"),
                misdeed(
                        "fails",
                        (subscriber, address) -> Future.failedFuture(new IOException("no luck")),
                        "java.io.IOException: no luck"),
                misdeed(
                        "completes with null",
                        (subscriber, address) -> Future.succeededFuture(),
                        "its future completed with null, not with true or false"),
                misdeed(
                        "never completes",
                        (subscriber, address) -> Promise.<Boolean>promise().future(),
                        "no answer within 100 ms"));
    }

    private static Arguments misdeed(String name, Authorizer authorizer, String told) {
        return Arguments.of(name, authorizer, told);
    }

    /** Misbehaves on the address "bad". */
    private static TestPlugin plugin(Authorizer misdeed) {
        return TestPlugin.with(
                "wrong",
                context -> context.addAuthorizer((subscriber, address) ->
                        address.equals("bad") ? misdeed.authorize(subscriber, address) : Future.succeededFuture(true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misdeeds")
    void whatAnAuthorizerFailsOnIsRefusedForNow(String name, Authorizer misdeed, String told) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server =
                        PluginServers.start(policy -> policy.setTimeout(Duration.ofMillis(100)), plugin(misdeed));
                Neighbour neighbour = Neighbour.of(server)) {
            HttpExchange refused = HttpExchange.get(server.port(), "/events?address=a&address=bad");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat(refused.json().getString("detail")).isEqualTo("the stream can't be opened now");
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a");
                    SseTestClient beside = neighbour.connect("/events/bad")) {
                assertThat(server.status().connections()).isOne();
                server.publish("a", "1");
                server.publish("bad", "2");
                client.expectMessage("1");
                beside.expectMessage("2");
            }
            server.awaitQuiet();
            assertThat(PluginServers.counts(server, "wrong"))
                    .containsEntry("failures", 1L)
                    .containsEntry("timeouts", told.startsWith("no answer") ? 1L : 0L)
                    .containsEntry("refused", 0L);
            assertThat(log.messages())
                    .containsExactly("Plugin wrong failed in its authorizer, on address bad: " + told);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misdeeds")
    void withFailOpenTheStreamOpens(String name, Authorizer misdeed, String told) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        policy -> policy.setTimeout(Duration.ofMillis(100)).setFailOpen(true), plugin(misdeed))) {
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=bad")) {
                server.publish("bad", "1");
                client.expectMessage("1");
            }
            server.awaitQuiet();
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void aClientThatLeavesWhileAnAuthorizerThinksLeavesNothingBehind() {
        Promise<Boolean> answer = Promise.promise();
        Promise<Void> left = Promise.promise();
        try (BridgeServer server = PluginServers.with(
                        BridgeServer.permitAll(), policy -> {}, plugin((subscriber, address) -> answer.future()))
                .routes(router -> router.route().handler(context -> {
                    context.request().connection().closeHandler(left::complete);
                    context.next();
                }))
                .start()) {
            try (SseTestClient client =
                    SseTestClient.to(server.port(), "/events/bad").neverRead()) {
                Conditions.await(
                        "a stream that is wanted", () -> server.status().connections() == 1);
                assertThat(client.localPort()).isPositive();
            }
            Conditions.await("the server to notice", () -> left.future().isComplete());
            answer.complete(true);
            server.awaitQuiet();
            assertThat(server.listener().opened()).isEmpty();
        }
    }

    @Test
    void whoAnswersElsewhereDoesNotTakeTheNextAuthorizerThere() {
        ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
        Authorizer elsewhere = (subscriber, address) -> {
            threads.add(Thread.currentThread().getName());
            Promise<Boolean> answer = Promise.promise();
            CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(() -> answer.complete(true));
            return answer.future();
        };
        TestPlugin plugin = TestPlugin.with(
                "wrong", context -> context.addAuthorizer(elsewhere).addAuthorizer(elsewhere));
        try (BridgeServer server = PluginServers.start(policy -> {}, plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=b")) {
            server.publish("b", "1");
            client.expectMessage("1");
            assertThat(threads).hasSize(4);
            assertThat(threads.stream().distinct())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("eventloop");
        }
    }

    // ---- listeners ----

    @Test
    void whatAListenerThrowsNobodyNotices() {
        BridgeListener listener = new BridgeListener() {
            @Override
            public void onOpen(Subscriber subscriber) {
                throw new StackOverflowError();
            }

            @Override
            public void onClose(Subscriber subscriber, CloseReason reason) {
                throw new IllegalStateException("no luck");
            }
        };
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        policy -> {}, TestPlugin.with("wrong", context -> context.addListener(listener)))) {
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
                server.publish("a", "1");
                client.expectMessage("1");
            }
            server.awaitQuiet();
            Conditions.await(
                    "both calls", () -> PluginServers.counts(server, "wrong").get("failures") == 2L);
            Conditions.await(
                    "the other listener", () -> server.listener().closed().size() == 1);
            assertThat(log.messages())
                    .containsExactly("Plugin wrong failed in its listener, told of a stream that opened:"
                            + " java.lang.StackOverflowError");
        }
    }
}
