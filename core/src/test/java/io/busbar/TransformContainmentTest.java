package io.busbar;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.plugin.EventTransform;
import io.busbar.testing.BridgeServer;
import io.busbar.testing.CapturedLog;
import io.busbar.testing.HttpExchange;
import io.busbar.testing.Neighbour;
import io.busbar.testing.SseTestClient;
import io.busbar.testing.TestPlugin;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a synchronous transform does, it costs its own event, is told by name, and nobody else notices. */
class TransformContainmentTest {

    private static final String LOG = "io.busbar.pipeline.Guard";
    private static final int EVENT_BYTES = 1_000;

    static Stream<Arguments> misdeeds() {
        return Stream.of(
                misdeed(
                        "throws an exception",
                        event -> {
                            throw new IOException("no luck");
                        },
                        "java.io.IOException: no luck"),
                misdeed("never ends", event -> event.withBody(endless(1)), "java.lang.StackOverflowError"),
                misdeed(
                        "lacks a class",
                        event -> {
                            throw new NoClassDefFoundError("lib/Missing");
                        },
                        "java.lang.NoClassDefFoundError: lib/Missing"),
                misdeed(
                        "asserts",
                        event -> {
                            throw new AssertionError("never");
                        },
                        "java.lang.AssertionError: never"),
                misdeed(
                        "throws what can't even be printed",
                        event -> {
                            throw new Unprintable();
                        },
                        Unprintable.class.getName()),
                misdeed(
                        "throws a whole book",
                        event -> {
                            throw new IOException("x".repeat(1 << 20));
                        },
                        "java.io.IOException: " + "x".repeat(478) + "…"),
                misdeed(
                        "makes an event for a pattern",
                        event -> event.withAddress("a.*"),
                        "an event's address must not hold a wildcard: a.*"),
                misdeed(
                        "makes a huge text",
                        event -> event.withBody("x".repeat(EVENT_BYTES + 1)),
                        "it made an event of more than 1000 bytes, which limits.eventBytes does not allow"),
                misdeed(
                        "makes huge JSON",
                        event -> event.withBody(new JsonObject()
                                .put(
                                        "list",
                                        new JsonArray().add("x".repeat(600)).add("x".repeat(600)))),
                        "it made an event of more than 1000 bytes, which limits.eventBytes does not allow"),
                misdeed(
                        "makes JSON that holds itself",
                        event -> {
                            JsonObject json = new JsonObject();
                            return event.withBody(json.put("self", json));
                        },
                        "it made JSON of more than 1000 levels, or that holds itself"),
                misdeed(
                        "makes a huge buffer",
                        event -> event.withBody(Buffer.buffer(new byte[EVENT_BYTES + 1])),
                        "it made an event of more than 1000 bytes, which limits.eventBytes does not allow"));
    }

    private static Arguments misdeed(String name, EventTransform transform, String told) {
        return Arguments.of(name, transform, told);
    }

    private static int endless(int depth) {
        return depth < 0 ? depth : endless(depth + 1) + 1;
    }

    private static final class Unprintable extends RuntimeException {
        @Override
        public String getMessage() {
            throw new Unprintable();
        }
    }

    /** Misbehaves on the body "bad", and appends an exclamation mark to others. */
    private static TestPlugin plugin(String name, EventTransform misdeed) {
        return TestPlugin.with(
                name,
                context -> context.addTransform(event ->
                        "bad".equals(event.body()) ? misdeed.apply(event) : event.withBody(event.body() + "!")));
    }

    private static SseBridgeOptions smallEvents() {
        return BridgeServer.permitAll().setLimits(new LimitOptions().setEventBytes(EVENT_BYTES));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misdeeds")
    void whatATransformFailsOnIsDroppedAndTold(String name, EventTransform misdeed, String told) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(smallEvents(), policy -> {}, plugin("wrong", misdeed));
                Neighbour neighbour = Neighbour.of(server);
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a");
                SseTestClient beside = neighbour.connect("/events/a")) {
            server.publish("a", "1");
            server.publish("a", "bad");
            server.publish("a", "2");
            client.expectMessage("1!");
            client.expectMessage("2!");
            beside.expectMessage("1");
            beside.expectMessage("bad");
            beside.expectMessage("2");
            assertThat(HttpExchange.post(server.port(), "/publish/a", "text/plain", "bad")
                            .status())
                    .isEqualTo(204);
            assertThat(HttpExchange.post(server.port(), "/publish/a", "text/plain", "3")
                            .status())
                    .isEqualTo(202);
            client.expectMessage("3!");
            client.assertExhausted();
            assertThat(PluginServers.counts(server, "wrong"))
                    .containsEntry("events", 5L)
                    .containsEntry("failures", 2L)
                    .containsEntry("dropped", 0L);
            assertThat(log.messages()).containsExactly("Plugin wrong failed in its transform, on address a: " + told);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misdeeds")
    void withFailOpenItGoesOnUnchanged(String name, EventTransform misdeed, String told) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        smallEvents(),
                        policy -> policy.setFailOpen(true),
                        plugin("wrong", misdeed),
                        TestPlugin.with(
                                "next", context -> context.addTransform(event -> event.withBody(event.body() + "?"))));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "1");
            server.publish("a", "bad");
            server.publish("a", "2");
            client.expectMessage("1!?");
            client.expectMessage("bad?");
            client.expectMessage("2!?");
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 1L);
            assertThat(PluginServers.counts(server, "next")).containsEntry("failures", 0L);
            assertThat(log.messages()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misdeeds")
    void asAWorkerItIsContainedAlike(String name, EventTransform misdeed, String told) {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server =
                        PluginServers.start(smallEvents(), policy -> policy.setWorker(true), plugin("wrong", misdeed));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "1");
            server.publish("a", "bad");
            server.publish("a", "2");
            client.expectMessage("1!");
            client.expectMessage("2!");
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 1L);
            assertThat(log.messages()).containsExactly("Plugin wrong failed in its transform, on address a: " + told);
        }
    }

    @Test
    void whatTurnsOutTooLargeOnlyWhenItIsEncodedCountsAsTheTransformsFailure() {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        smallEvents(),
                        policy -> {},
                        plugin("wrong", event -> event.withBody(new JsonObject().put("x", "\u0001".repeat(900)))));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "bad");
            server.publish("a", "2");
            client.expectMessage("2!");
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 1L);
            assertThat(log.messages())
                    .containsExactly("Plugin wrong failed in its transform, with what it made for address a: it made an"
                            + " event of more than 1000 bytes, which limits.eventBytes does not allow");
        }
    }

    @Test
    void aBodyWithoutATextCountsAsTheTransformsFailure() {
        try (CapturedLog log = CapturedLog.of(LOG);
                CapturedLog intake = CapturedLog.of("io.busbar.intake.Intake");
                BridgeServer server =
                        PluginServers.start(policy -> {}, plugin("wrong", event -> event.withBody(new Object())));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "bad");
            server.publish("a", "2");
            client.expectMessage("2!");
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 1L);
            assertThat(log.messages())
                    .containsExactly("Plugin wrong failed in its transform, with what it made for address a: it made a"
                            + " body of java.lang.Object, which has no text: let it make a String, a JsonObject,"
                            + " a JsonArray, a number, a boolean, a Buffer or a byte[]");
            assertThat(intake.messages()).hasSize(1);
        }
    }

    @Test
    void aBodyThatCannotBeEncodedCountsAsTheTransformsFailure() {
        try (CapturedLog log = CapturedLog.of(LOG);
                CapturedLog intake = CapturedLog.of("io.busbar.intake.Intake");
                BridgeServer server = PluginServers.start(
                        policy -> {},
                        plugin("wrong", event -> event.withBody(new JsonObject().put("x", new StackEater()))));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            server.publish("a", "bad");
            assertThat(HttpExchange.post(server.port(), "/publish/a", "text/plain", "bad")
                            .status())
                    .isEqualTo(204);
            server.publish("a", "2");
            client.expectMessage("2!");
            assertThat(PluginServers.counts(server, "wrong")).containsEntry("failures", 2L);
            assertThat(log.messages())
                    .containsExactly("Plugin wrong failed in its transform, with what it made for address a: it made a"
                            + " body that can't be encoded: java.lang.StackOverflowError");
            assertThat(intake.messages()).hasSize(1);
        }
    }

    /** Text of a kind of its own. */
    private static final class StackEater implements CharSequence {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public char charAt(int index) {
            return 'x';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }

        @Override
        public String toString() {
            return "x" + this;
        }
    }

    @Test
    void otherTransformsOfTheBridgeGetWhatIsTheirs() {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        policy -> {},
                        plugin("wrong", event -> {
                            throw new IllegalStateException();
                        }),
                        TestPlugin.with(
                                "next", context -> context.addTransform(event -> event.withBody(event.body() + "?"))));
                SseTestClient client = SseTestClient.connect(server.port(), "/events?address=a&address=b")) {
            server.publish("a", "bad");
            server.publish("b", "1");
            client.expectMessage("1!?");
            assertThat(PluginServers.counts(server, "next"))
                    .containsEntry("events", 1L)
                    .containsEntry("failures", 0L);
            assertThat(log.messages())
                    .containsExactly(
                            "Plugin wrong failed in its transform, on address a: java.lang.IllegalStateException");
        }
    }

    @Test
    void failuresAreCountedPerPluginAndReportedOncePerBurst() {
        try (CapturedLog log = CapturedLog.of(LOG);
                BridgeServer server = PluginServers.start(
                        policy -> policy.setFailOpen(true),
                        plugin("one", event -> {
                            throw new IllegalStateException("first");
                        }),
                        plugin("two", event -> {
                            throw new IllegalStateException("second");
                        }));
                SseTestClient client = SseTestClient.connect(server.port(), "/events/a")) {
            for (int i = 0; i < 100; i++) {
                server.publish("a", "bad");
            }
            for (int i = 0; i < 100; i++) {
                client.expectMessage("bad");
            }
            assertThat(PluginServers.counts(server, "one")).containsEntry("failures", 100L);
            assertThat(PluginServers.counts(server, "two")).containsEntry("failures", 100L);
            assertThat(log.messages())
                    .containsExactly(
                            "Plugin one failed in its transform, on address a: java.lang.IllegalStateException: first",
                            "Plugin two failed in its transform, on address a: java.lang.IllegalStateException: second");
        }
    }
}
