package io.busbar;

import static io.busbar.SlowReaders.BOUND;
import static io.busbar.SlowReaders.PAYLOAD;
import static io.busbar.SlowReaders.isLagged;
import static io.busbar.SlowReaders.missedOf;
import static io.busbar.SlowReaders.numberOf;
import static io.busbar.SlowReaders.open;
import static io.busbar.SlowReaders.seqOf;
import static io.busbar.SlowReaders.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.BridgeServer;
import io.busbar.testing.Conditions;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.TestStream;
import io.busbar.testing.Waiting;
import io.busbar.testing.Wire;
import io.busbar.testing.WritePath;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authorization.PermissionBasedAuthorization;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.impl.UserContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Under conflation, readers that are behind get the newest of each key; what is older is left out without a word. */
class ConflationTest {

    private static final Wire FAST = new Wire(WritePath.OWN, Wire.Protocol.HTTP_1_1);
    private static final Duration LONG = Duration.ofMinutes(5);

    /** An address, and a key if there is one. The same keys are used under several addresses. */
    private record Slot(String address, String key) {
        void publish(BridgeServer server, int number) {
            String body = number + " " + PAYLOAD;
            if (key == null) {
                server.publish(address, body);
            } else {
                server.publish(address, body, Slot.HEADER, key);
            }
        }

        private static final String HEADER = "sse-key";
    }

    private static final List<Slot> SLOTS = List.of(
            new Slot("a", "k0"),
            new Slot("a", "k1"),
            new Slot("a", null),
            new Slot("b", "k0"),
            new Slot("b", "b"),
            new Slot("b", null));
    private static final String PATH = "/events?address=a&address=b";

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void aReaderThatIsBehindGetsTheNewestOfEachKeyAndOthersGetAll(Wire wire) {
        int number = 50 * SLOTS.size();
        try (BridgeServer server = start(wire, options());
                TestStream behind = open(wire, server, PATH);
                TestStream healthy = wire.open(server, PATH)) {
            for (int i = 0; i < number; i++) {
                SLOTS.get(i % SLOTS.size()).publish(server, i);
                assertThat(numberOf(healthy.nextEvent())).isEqualTo(i);
            }
            List<Integer> read = readUntil(behind, number - 1);
            assertThat(read).as("what was on its way, and the newest").hasSizeLessThan(number / 2);
            assertThat(read).isSorted().doesNotHaveDuplicates();
            assertThat(read.subList(read.size() - SLOTS.size(), read.size())).containsExactlyElementsOf(newest(number));
            server.publish("a", "live");
            behind.expectMessage("live");
            healthy.expectMessage("live");
            behind.assertExhausted();
            healthy.assertExhausted();
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void theNewestOfEachKeyArrivesHoweverTheReaderPauses(Wire wire) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (BridgeServer server = start(wire, options());
                TestStream stream = open(wire, server, PATH)) {
            Map<Slot, Integer> newest = new HashMap<>();
            Map<Integer, Slot> slots = new HashMap<>();
            Map<Slot, Integer> read = new HashMap<>();
            int number = 0;
            int last = -1;
            for (int round = 0; round < 30; round++) {
                for (int i = random.nextInt(60); i >= 0; i--) {
                    Slot slot = SLOTS.get(random.nextInt(SLOTS.size()));
                    slot.publish(server, number);
                    slots.put(number, slot);
                    newest.put(slot, number++);
                }
                int due = number;
                Conditions.await("the events to come in", () -> server.status().eventsIn() == due);
                int until = round % 5 == 4 ? number - 1 : last + random.nextInt(10);
                while (last < Math.min(until, number - 1)) {
                    int next = numberOf(stream.nextEvent());
                    assertThat(next).as("order, seed %d", seed).isGreaterThan(last);
                    last = next;
                    read.put(slots.get(next), next);
                }
                if (last == number - 1) {
                    assertThat(read).as("newest, seed %d", seed).isEqualTo(newest);
                }
            }
            stream.assertExhausted();
        }
    }

    /** A newer event takes an older one's place only for those who may see it. */
    @Test
    void aReaderThatMayNotSeeTheNewerEventGetsTheOlder() {
        SseBridgeOptions options = options();
        options.setOutboundPermitted(List.of(
                new PermittedOptions().setAddress("a").setMatch(new JsonObject().put("public", true)),
                new PermittedOptions().setAddress("a").setRequiredAuthority("all")));
        try (BridgeServer server = FAST.with(options)
                        .http(http -> http.setSendBufferSize(16_384))
                        .routes(ConflationTest::authenticate)
                        .start();
                TestStream ada = open(FAST, server, "/events/a", "X-Authority: all");
                TestStream bob = open(FAST, server, "/events/a", "X-Authority: none")) {
            JsonObject older = new JsonObject().put("public", true).put("value", "older");
            JsonObject newer = new JsonObject().put("public", false).put("value", "newer");
            JsonObject end = new JsonObject().put("public", true).put("value", "end");
            // fills both
            for (int i = 0; i < 200; i++) {
                server.publish("a", new JsonObject().put("public", true).put("text", PAYLOAD), "sse-key", "full");
            }
            server.publish("a", new JsonObject().put("public", true).put("value", "oldest"), "sse-key", "k");
            server.publish("a", older, "sse-key", "k");
            server.publish("a", newer, "sse-key", "k");
            server.publish("a", newer, "sse-key", "k");
            server.publish("a", end, "sse-key", "end");
            Conditions.await("the events to come in", () -> server.status().eventsIn() == 205);
            assertThat(valuesUntilEnd(ada)).containsExactly("newer", "end");
            assertThat(valuesUntilEnd(bob)).containsExactly("older", "end");
        }
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void aResumeBringsTheNewestOfEachKey(Wire wire) {
        int number = 20 * SLOTS.size();
        try (BridgeServer server = start(wire, options());
                TestStream first = wire.open(server, PATH)) {
            String id = first.expectPosition();
            for (int i = 0; i < number; i++) {
                SLOTS.get(i % SLOTS.size()).publish(server, i);
                assertThat(numberOf(first.nextEvent())).isEqualTo(i);
            }
            try (TestStream again = wire.open(server, PATH, "Last-Event-ID: " + id)) {
                again.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                newest(number)
                        .forEach(i -> assertThat(numberOf(again.nextEvent())).isEqualTo(i));
                // From here on it is as healthy as others.
                for (int i = 0; i < 10; i++) {
                    SLOTS.get(0).publish(server, number + i);
                    assertThat(numberOf(again.nextEvent())).isEqualTo(number + i);
                }
                again.assertExhausted();
            }
        }
    }

    /** What falls out of the history while nobody reads it is a loss, even if most of it had a newer one. */
    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void aReaderThatFellOutOfTheHistoryIsToldAndGetsTheNewestOfTheRest(Wire wire) {
        int number = 200 * SLOTS.size();
        SseBridgeOptions options = options().setHistory(new HistoryOptions().setEvents(50));
        try (BridgeServer server = start(wire, options);
                TestStream behind = open(wire, server, PATH)) {
            publishAll(server, number);
            List<ReadEvent> onTheWay = new ArrayList<>();
            ReadEvent lagged = readUntilLagged(behind, number, onTheWay);
            long place = seqOf(lagged.lastEventId());
            assertThat(place).as("with the marks of what is recorded").isBetween(number - 100L, number - 45L);
            long last = seqOf(onTheWay.get(onTheWay.size() - 1).lastEventId());
            assertThat(missedOf(lagged)).isBetween(number / 2L, place - last);
            newest(number).forEach(i -> assertThat(numberOf(behind.nextEvent())).isEqualTo(i));
            behind.assertExhausted();
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.busbar.SlowReaders#wires")
    void withoutHistoryAReaderThatFellOutOfTheWindowIsToldWithoutAnId(Wire wire) {
        int number = 200 * SLOTS.size();
        SseBridgeOptions options =
                SlowReaders.options(false, SlowConsumerPolicy.CONFLATE, LONG).setWindowBytes(BOUND);
        try (BridgeServer server = start(wire, options);
                TestStream behind = open(wire, server, PATH)) {
            publishAll(server, number);
            List<ReadEvent> onTheWay = new ArrayList<>();
            ReadEvent lagged = readUntilLagged(behind, number, onTheWay);
            int last = numberOf(onTheWay.get(onTheWay.size() - 1));
            assertThat(lagged.lastEventId()).isEmpty();
            assertThat(missedOf(lagged)).isBetween(number / 2L, number - last - 1L);
            newest(number).forEach(i -> assertThat(numberOf(behind.nextEvent())).isEqualTo(i));
            behind.assertExhausted();
            assertThat(server.listener().reasons()).isEmpty();
        }
    }

    private static SseBridgeOptions options() {
        return SlowReaders.options(true, SlowConsumerPolicy.CONFLATE, LONG);
    }

    private static void publishAll(BridgeServer server, int number) {
        for (int i = 0; i < number; i++) {
            SLOTS.get(i % SLOTS.size()).publish(server, i);
            long due = i;
            if (i % 50 == 0 || i == number - 1) {
                Conditions.await("the events to come in", () -> server.status().eventsIn() > due);
                // What came in is recorded, and the streams have seen it, before the hub and their event loops do this.
                Waiting.on(server.bridge(0).subscribers("anything"));
            }
        }
    }

    /** Returns the newest of each slot, if so many were published to them in turn. */
    private static List<Integer> newest(int number) {
        return IntStream.range(number - SLOTS.size(), number).boxed().toList();
    }

    /**
     * Whoever is behind may have got something now and then while the others were published, and lost some of that to a machine
     * that was busy: what counts is the loss of most of them.
     */
    private static ReadEvent readUntilLagged(TestStream stream, int number, List<ReadEvent> before) {
        ReadEvent event = stream.nextEvent();
        while (!isLagged(event) || missedOf(event) < number / 2) {
            if (!isLagged(event)) {
                before.add(event);
            }
            event = stream.nextEvent();
        }
        assertThat(before).extracting(SlowReaders::numberOf).isSorted().doesNotHaveDuplicates();
        return event;
    }

    private static List<Integer> readUntil(TestStream stream, int last) {
        List<Integer> read = new ArrayList<>();
        while (read.isEmpty() || read.get(read.size() - 1) < last) {
            read.add(numberOf(stream.nextEvent()));
        }
        return read;
    }

    private static List<String> valuesUntilEnd(TestStream stream) {
        List<String> values = new ArrayList<>();
        while (!values.contains("end")) {
            String value = new JsonObject(stream.nextEvent().data()).getString("value");
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** Stands for any authentication handler: it believes what the client says. */
    private static void authenticate(Router router) {
        router.route().handler(context -> {
            User user = User.fromName("reader");
            user.authorizations()
                    .put(
                            "header",
                            PermissionBasedAuthorization.create(
                                    context.request().getHeader("X-Authority")));
            ((UserContextInternal) context.userContext()).setUser(user);
            context.next();
        });
    }
}
