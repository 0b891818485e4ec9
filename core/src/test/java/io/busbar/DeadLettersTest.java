package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.Conditions;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestPlugin;
import io.busbar.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a transform failed on is put where the operator wants to look at it, once. */
class DeadLettersTest {

    private static final Consumer<PluginOptions> LETTERS = policy -> policy.setDeadLetters("letters");

    /** Fails on whatever has this address. */
    private static TestPlugin failingOn(String name, String... addresses) {
        return TestPlugin.with(
                name,
                context -> context.addTransform(event -> {
                    if (List.of(addresses).contains(event.address())) {
                        throw new IllegalStateException("no luck\nat all");
                    }
                    return event;
                }));
    }

    private static BlockingQueue<Message<Object>> lettersOf(BridgeServer server, String address) {
        BlockingQueue<Message<Object>> letters = new LinkedBlockingQueue<>();
        Waiting.on(server.vertx().eventBus().consumer(address, letters::add).completion());
        return letters;
    }

    @Test
    void aDeadLetterIsTheEventAsItCameAndSaysWhoFailedWhereAndHow() throws Exception {
        try (CapturedLog log = CapturedLog.of("io.busbar.pipeline.Guard");
                BridgeServer server = PluginServers.start(LETTERS, failingOn("wrong", "a"));
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=fine")) {
            BlockingQueue<Message<Object>> letters = lettersOf(server, "letters");
            JsonObject body = new JsonObject().put("price", 5);
            server.vertx()
                    .eventBus()
                    .publish(
                            "a",
                            body,
                            new DeliveryOptions().addHeader("sse-event", "tick").addHeader("shop", "7"));
            Message<Object> letter = letters.poll(10, TimeUnit.SECONDS);
            assertThat(letter).isNotNull();
            assertThat(letter.body()).isEqualTo(body);
            assertThat(letter.headers().entries())
                    .extracting(entry -> entry.getKey() + ": " + entry.getValue())
                    .containsExactlyInAnyOrder(
                            "sse-event: tick",
                            "shop: 7",
                            "busbar-plugin: wrong",
                            "busbar-address: a",
                            "busbar-error: java.lang.IllegalStateException: no luck");
            server.publish("fine", "after it");
            client.expectMessage("after it");
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void whatIsTooLargeHasALetterToo() throws Exception {
        TestPlugin plugin = TestPlugin.with(
                "wrong",
                context -> context.addTransform(event -> event.address().equals("a")
                        ? event.withBody(new JsonObject().put("x", "x".repeat(200)))
                        : event));
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setEventBytes(100));
        try (CapturedLog log = CapturedLog.of("io.busbar.pipeline.Guard");
                BridgeServer server = PluginServers.start(options, LETTERS, plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=letters")) {
            server.publish("a", "1");
            client.expectMessage("1");
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void whatTurnsOutTooLargeOnlyWhenItIsEncodedHasALetterToo() throws Exception {
        TestPlugin plugin = TestPlugin.with(
                "wrong",
                context -> context.addTransform(event -> event.address().equals("a")
                        ? event.withBody(new JsonObject().put("x", "\u0001".repeat(90)))
                        : event));
        SseBridgeOptions options = BridgeServer.permitAll().setLimits(new LimitOptions().setEventBytes(100));
        try (CapturedLog log = CapturedLog.of("io.busbar.pipeline.Guard");
                BridgeServer server = PluginServers.start(options, LETTERS, plugin)) {
            BlockingQueue<Message<Object>> letters = lettersOf(server, "letters");
            try (SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
                server.publish("a", "1");
                Message<Object> letter = letters.poll(10, TimeUnit.SECONDS);
                assertThat(letter).isNotNull();
                assertThat(letter.headers().get("busbar-error")).startsWith("it made an event of more than 100 bytes");
                assertThat(client.status()).isEqualTo(200);
            }
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatNeverComesHasALetterToo() throws Exception {
        TestPlugin plugin = TestPlugin.with(
                "wrong",
                context -> context.addAsyncTransform(event -> event.address().equals("a")
                        ? io.vertx.core.Promise.<List<io.busbar.plugin.Event>>promise()
                                .future()
                        : Future.succeededFuture(List.of(event))));
        try (CapturedLog log = CapturedLog.of("io.busbar.pipeline.Guard");
                BridgeServer server = PluginServers.start(
                        LETTERS.andThen(policy -> policy.setTimeout(Duration.ofMillis(50))), plugin);
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=letters")) {
            BlockingQueue<Message<Object>> letters = lettersOf(server, "letters");
            server.publish("a", "1");
            client.expectMessage("1");
            Message<Object> letter = letters.poll(10, TimeUnit.SECONDS);
            assertThat(letter).isNotNull();
            assertThat(letter.headers().get("busbar-error")).isEqualTo("no answer within 50 ms");
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void aDeadLetterThatFailsAgainHasNoLetter() {
        try (CapturedLog log = CapturedLog.of("io.busbar.pipeline.Guard");
                BridgeServer server = PluginServers.start(LETTERS, failingOn("wrong", "a", "letters"));
                SseTestClient client =
                        SseTestClient.connect(server.port(), "/events?address=a&address=letters&address=b")) {
            BlockingQueue<Message<Object>> letters = lettersOf(server, "letters");
            server.publish("a", "1");
            Conditions.await(
                    "the letter to fail",
                    () -> PluginServers.counts(server, "wrong").get("failures") == 2L);
            server.publish("letters", "not a letter");
            server.publish("b", "last");
            client.expectMessage("last");
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 3L);
            server.publish("letters", "behind all letters");
            Conditions.await("what was published last", () -> letters.size() > 2);
            assertThat(letters).extracting(Message::body).containsExactly("1", "not a letter", "behind all letters");
            assertThat(log.messages()).hasSize(1);
        }
    }

    @Test
    void twoPluginsDoNotSendTheirLettersToAndFro() {
        TestPlugin one = failingOn("one", "a", "letters-of-one", "letters-of-two");
        TestPlugin two = failingOn("two", "a", "letters-of-one", "letters-of-two");
        SseBridgeOptions options = BridgeServer.permitAll();
        PluginServers.options(
                        policy -> policy.setFailOpen(true).setDeadLetters("letters-of-" + policy.getName()), one, two)
                .forEach(options::addPlugin);
        try (CapturedLog log = CapturedLog.of("io.busbar.pipeline.Guard");
                BridgeServer server = BridgeServer.with(options)
                        .bridge(builder -> builder.withPlugin(one).withPlugin(two))
                        .start();
                SseTestClient client = SseTestClient.connect(
                        server.port(), "/events?address=a&address=letters-of-one&address=letters-of-two")) {
            server.publish("a", "1");
            client.expectMessage("1");
            client.expectMessage("1");
            client.expectMessage("1");
            server.publish("b", "2");
            server.publish("a", "3");
            client.expectMessage("3");
            assertThat(PluginServers.counts(server, "one").get("failures")).isLessThanOrEqualTo(6);
            client.expectMessage("3");
            client.expectMessage("3");
            client.assertExhausted();
            assertThat(PluginServers.counts(server, "one")).containsEntry("failures", 6L);
            assertThat(PluginServers.counts(server, "two")).containsEntry("failures", 6L);
            assertThat(log.messages()).hasSize(2);
        }
    }
}
