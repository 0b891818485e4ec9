package io.busbar.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.SseBridge;
import io.busbar.SseBridgeBuilder;
import io.busbar.SseBridgeOptions;
import io.busbar.SubscriberEventsOptions;
import io.busbar.cluster.history.HistoryCluster.Member;
import io.busbar.config.ConfigException;
import io.busbar.history.EventId;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventSink;
import io.busbar.plugin.EventSource;
import io.busbar.testing.Conditions;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Nodes share one log: one order, ids that are valid everywhere, one registration per address. */
class SharedHistoryTest {

    /** On a machine that is busy, several members in one JVM take their time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void whatIsPublishedAnywhereComesOutEverywhereOnceUnderTheSameId() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member one = cluster.start();
            Member other = cluster.start();
            try (SseTestClient here = one.connect("/events/a");
                    SseTestClient there = other.connect("/events/a")) {
                here.expectPosition();
                there.expectPosition();
                String first = HistoryCluster.get(one.bridge().publish("a", "1", Map.of()));
                String second = HistoryCluster.get(other.bridge().publish("a", "2", Map.of()));
                one.vertx().eventBus().publish("a", "3");
                for (SseTestClient client : new SseTestClient[] {here, there}) {
                    assertThat(client.expectMessage("1").lastEventId()).isEqualTo(first);
                    assertThat(client.expectMessage("2").lastEventId()).isEqualTo(second);
                    client.expectMessage("3");
                }
                other.vertx().eventBus().publish("a", "4");
                String id = here.expectMessage("4").lastEventId();
                assertThat(there.expectMessage("4").lastEventId()).isEqualTo(id);
                here.assertExhausted();
                there.assertExhausted();
            }
        }
    }

    @Test
    void aClientResumesOnAnotherNodeExactly() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member one = cluster.start();
            Member other = cluster.start();
            String position;
            try (SseTestClient client = one.connect("/events/a")) {
                client.expectPosition();
                HistoryCluster.get(other.bridge().publish("a", "1", Map.of()));
                position = client.expectMessage("1").lastEventId();
            }
            HistoryCluster.get(other.bridge().publish("a", "2", Map.of()));
            HistoryCluster.get(one.bridge().publish("a", "3", Map.of()));
            try (SseTestClient client = other.connect("/events/a", "Last-Event-ID: " + position)) {
                client.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                client.expectPosition();
                client.expectMessage("2");
                client.expectMessage("3");
            }
        }
    }

    @Test
    void aNodeThatStartsLateServesResumes() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member one = cluster.start();
            String position;
            try (SseTestClient client = one.connect("/events/a")) {
                client.expectPosition();
                HistoryCluster.get(one.bridge().publish("a", "1", Map.of()));
                position = client.expectMessage("1").lastEventId();
                HistoryCluster.get(one.bridge().publish("a", "2", Map.of()));
                client.expectMessage("2");
            }
            Member late = cluster.start();
            try (SseTestClient client = late.connect("/events/a", "Last-Event-ID: " + position)) {
                client.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                client.expectPosition();
                client.expectMessage("2");
            }
            try (SseTestClient client = late.connect("/events/a?from=earliest")) {
                client.expectPosition();
                client.expectMessage("1");
                client.expectMessage("2");
            }
        }
    }

    @Test
    void aNodeThatStartsLateKnowsTheLastValuesThatTheLogHasNoMore() {
        SseBridgeOptions options = HistoryCluster.permitAll();
        options.getHistory().setEvents(50);
        try (HistoryCluster cluster = new HistoryCluster(options, builder -> {})) {
            Member first = cluster.start();
            for (int i = 0; i < 300; i++) {
                HistoryCluster.get(first.bridge().publish("quiet." + i, "old " + i, Map.of()));
            }
            HistoryCluster.get(first.bridge().publish("quiet.0", "new", Map.of()));
            for (int i = 0; i < 200; i++) {
                HistoryCluster.get(first.bridge().publish("busy", "" + i, Map.of()));
            }
            Set<String> expected = new HashSet<>(Set.of("new", "199"));
            for (int i = 1; i < 300; i++) {
                expected.add("old " + i);
            }
            Member second = cluster.start();
            assertThat(lastValues(second, expected.size())).isEqualTo(expected);
            first.leave();
            Member third = cluster.start();
            assertThat(lastValues(third, expected.size())).isEqualTo(expected);
        }
    }

    private static Set<String> lastValues(Member member, int count) {
        Set<String> values = new HashSet<>();
        try (SseTestClient client = member.connect("/events/**?from=last")) {
            for (int i = 0; i < count; i++) {
                values.add(client.nextEvent().data());
            }
            client.expectPosition();
        }
        return values;
    }

    @Test
    void aNodeThatStartsWhileTheLogIsTrimmedAtFullSpeedServesResumes() {
        SseBridgeOptions options = HistoryCluster.permitAll();
        options.getHistory().setEvents(2_000);
        try (HistoryCluster cluster = new HistoryCluster(options, builder -> {})) {
            Member recorder = cluster.start();
            Publishing publishing = new Publishing(recorder);
            Conditions.await("the log to be full", () -> publishing.published() > 4_000, PATIENCE);
            Member late = cluster.start();
            try (SseTestClient client = late.connect("/events/busy")) {
                client.expectPosition();
                String id = client.nextEvent().lastEventId();
                publishing.stop();
                try (SseTestClient resumed = late.connect("/events/busy", "Last-Event-ID: " + id)) {
                    assertThat(resumed.nextEvent().type()).isEqualTo("busbar.resume");
                }
                String end = HistoryCluster.get(recorder.bridge().publish("busy", "end", Map.of()));
                ReadEvent last = client.nextEvent();
                while (!last.data().equals("end")) {
                    last = client.nextEvent();
                }
                assertThat(last.lastEventId()).isEqualTo(end);
            }
        }
    }

    /** Publishes as fast as it is acknowledged, some events at a time. */
    private static final class Publishing {
        private static final int AT_A_TIME = 64;

        private final Member member;
        private final AtomicInteger published = new AtomicInteger();
        private final CountDownLatch lanes = new CountDownLatch(AT_A_TIME);
        private volatile boolean stopping;

        Publishing(Member member) {
            this.member = member;
            for (int lane = 0; lane < AT_A_TIME; lane++) {
                next();
            }
        }

        private void next() {
            if (stopping) {
                lanes.countDown();
                return;
            }
            member.bridge()
                    .publish("busy", "" + published.incrementAndGet(), Map.of())
                    .onComplete(done -> next());
        }

        int published() {
            return published.get();
        }

        void stop() {
            stopping = true;
            Conditions.await("all that was published to be acknowledged", () -> lanes.getCount() == 0);
        }
    }

    @Test
    void whenTheRecorderLeavesAnotherGoesOnInTheSameLog() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member recorder = cluster.start();
            Member other = cluster.start();
            try (SseTestClient client = other.connect("/events/a")) {
                client.expectPosition();
                HistoryCluster.get(other.bridge().publish("a", "1", Map.of()));
                String before = client.expectMessage("1").lastEventId();
                recorder.leave();
                String id = HistoryCluster.get(other.bridge().publish("a", "2", Map.of()));
                ReadEvent next = client.nextEvent();
                assertThat(next.type()).isEqualTo("busbar.lagged");
                assertThat(next.data()).isEqualTo("{}");
                assertThat(client.expectMessage("2").lastEventId()).isEqualTo(id);
                other.vertx().eventBus().publish("a", "3");
                client.expectMessage("3");
                assertThat(EventId.logOf(epochOf(id))).isEqualTo(EventId.logOf(epochOf(before)));
            }
        }
    }

    @Test
    void anAddressHasOneConsumerInAll() {
        try (HistoryCluster cluster = new HistoryCluster()) {
            Member one = cluster.start();
            Member other = cluster.start();
            try (SseTestClient first = one.connect("/events/a");
                    SseTestClient second = other.connect("/events/a");
                    SseTestClient third = other.connect("/events/b")) {
                first.expectPosition();
                second.expectPosition();
                third.expectPosition();
                assertThat(one.bridge().status().busConsumers()
                                + other.bridge().status().busConsumers())
                        .isEqualTo(2);
            }
            Conditions.await(
                    "nobody to be subscribed",
                    () -> one.bridge().status().subscriptions() == 0
                            && other.bridge().status().subscriptions() == 0);
        }
    }

    @Test
    void subscribersOfAllNodesAreCountedAndToldToProducersOnce() {
        SseBridgeOptions options = HistoryCluster.permitAll()
                .setSubscriberEvents(
                        new SubscriberEventsOptions().setAddress("listeners").setDelay(Duration.ofSeconds(1)));
        try (HistoryCluster cluster = new HistoryCluster(options, builder -> {})) {
            Member one = cluster.start();
            Member other = cluster.start();
            List<JsonObject> told = new CopyOnWriteArrayList<>();
            HistoryCluster.get(one.vertx()
                    .eventBus()
                    .<JsonObject>consumer("listeners", message -> told.add(message.body()))
                    .completion());
            try (SseTestClient here = one.connect("/events/a")) {
                here.expectPosition();
                try (SseTestClient there = other.connect("/events/a")) {
                    there.expectPosition();
                    awaitSubscribers(one, 2);
                    awaitSubscribers(other, 2);
                }
                awaitSubscribers(one, 1);
                awaitSubscribers(cluster.start(), 1);
            }
            Conditions.await(
                    () -> "the last to be told: " + told,
                    () -> told.stream().anyMatch(each -> !each.getBoolean("subscribed")),
                    PATIENCE);
            assertThat(told.get(0).getBoolean("subscribed")).isTrue();
            assertThat(told.stream().filter(each -> !each.getBoolean("subscribed")))
                    .hasSize(1);
        }
    }

    /** Those of a node that is too busy to answer in time do not count. */
    private static void awaitSubscribers(Member member, int count) {
        Conditions.await(
                count + " subscribers", () -> HistoryCluster.get(member.bridge().subscribers("a")) == count);
    }

    @Test
    void withoutAClusterNobodySharesAHistory() {
        Vertx alone = Vertx.vertx();
        try {
            SseBridgeBuilder builder = SseBridge.builder(alone).with(HistoryCluster.permitAll());
            assertThatThrownBy(builder::build)
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("history.mode: cluster needs a Vertx that is clustered by Hazelcast");
        } finally {
            HistoryCluster.get(alone.close());
        }
    }

    /** Feeds one event when it begins. */
    private record Beginning(List<String> calls, int number, boolean isPerNode) implements EventSource {

        @Override
        public Future<?> start(EventSink sink) {
            calls.add("start " + number);
            sink.emit(Event.of("begun", number, Map.of()));
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            calls.add("stop " + number);
            return Future.succeededFuture();
        }
    }

    private static Consumer<SseBridgeBuilder> beginnings(List<String> calls, boolean perNode) {
        AtomicInteger number = new AtomicInteger();
        return builder -> builder.withSource(new Beginning(calls, number.incrementAndGet(), perNode));
    }

    @Test
    void anEventSourceWorksOnTheRecorderAlone() {
        List<String> calls = new CopyOnWriteArrayList<>();
        try (HistoryCluster cluster = new HistoryCluster(HistoryCluster.permitAll(), beginnings(calls, false))) {
            Member recorder = cluster.start();
            Member other = cluster.start();
            try (SseTestClient client = other.connect("/events/begun?from=earliest")) {
                client.expectPosition();
                client.expectMessage("1");
                recorder.leave();
                client.expectEvent("busbar.lagged", "{}");
                client.expectMessage("2");
            }
            assertThat(calls).containsExactly("start 1", "stop 1", "start 2");
        }
    }

    @Test
    void anEventSourcePerNodeWorksOnEach() {
        List<String> calls = new CopyOnWriteArrayList<>();
        try (HistoryCluster cluster = new HistoryCluster(HistoryCluster.permitAll(), beginnings(calls, true))) {
            Member recorder = cluster.start();
            try (SseTestClient client = recorder.connect("/events/begun?from=earliest")) {
                client.expectPosition();
                client.expectMessage("1");
                cluster.start();
                client.expectMessage("2");
            }
            assertThat(calls).containsExactly("start 1", "start 2");
        }
    }

    private static String epochOf(String id) {
        return EventId.parse(id).epoch();
    }
}
