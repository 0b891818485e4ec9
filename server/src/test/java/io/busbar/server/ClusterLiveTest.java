package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import io.busbar.testing.ManyReaders;
import io.busbar.testing.SseTestClient;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is published on one node reaches the clients of all: two servers in JVMs of their own, and a plain Vert.x node. */
class ClusterLiveTest {

    /** How the second differs from the first: it permits nothing that starts with "only-a". */
    private static final String YAML = """
            bridges:
              - sources: [{address: market-source, addressHeader: sse-address, addressPattern: market.**}]
                history: {age: 500ms}
                linger: 0s
                outboundPermitted: [{addressRegex: "(demo|market%s)\\\\..+"}]
                inboundPermitted: [{addressRegex: "demo\\\\..+"}]
              - name: forgetful
                path: /forgetful
                history: {mode: off}
                linger: 0s
                outboundPermitted: [{addressRegex: "demo\\\\..+"}]
                inboundPath: /forgetful/in
              - name: shared
                path: /shared
                history: {mode: cluster}
                outboundPermitted: [{addressRegex: "shared\\\\..+"}]
                inboundPath: /shared/in
            """;

    private static TestCluster cluster;
    private static ServerNode a;
    private static ServerNode b;
    private static BusNode bus;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster();
        List<ServerNode> servers = cluster.startServers(List.of(YAML.formatted("|only-a"), YAML.formatted("")));
        a = servers.get(0);
        b = servers.get(1);
        bus = cluster.startBusNode();
        cluster.awaitMembers(3);
    }

    @AfterAll
    static void end() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aThousandConnectionsOnOneAddressAreOneRegistrationPerNode() {
        readOnBoth("/events/", "demo.thousand", () -> assertThat(bus.registrations("demo.thousand"))
                .containsExactlyInAnyOrder(a.id(), b.id()));
        Conditions.await("the registrations to go with the clients", () -> bus.registrations("demo.thousand")
                .isEmpty());
    }

    @Test
    void aThousandConnectionsPerNodeOnOneAddressOfASharedHistoryAreOneRegistrationInAll() {
        readOnBoth("/shared/", "shared.thousand", () -> assertThat(bus.registrations("shared.thousand"))
                .hasSize(1));
    }

    /** Has a thousand clients on each node read what is published. */
    private static void readOnBoth(String path, String address, Runnable whenOpen) {
        List<NumberReader> readers = new ArrayList<>();
        try (ManyReaders group = new ManyReaders(address)) {
            for (int i = 0; i < 2_000; i++) {
                NumberReader reader = new NumberReader();
                readers.add(reader);
                group.open(i % 2 == 0 ? a.port() : b.port(), path + address, 0, reader);
            }
            group.awaitOpen();

            whenOpen.run();
            for (int i = 1; i <= 50; i++) {
                bus.publish(address, i);
            }
            Conditions.await("everybody to see the last", () -> {
                group.check();
                return readers.stream().allMatch(reader -> reader.seen().contains(50L));
            });
        }
        assertThat(readers).allSatisfy(reader -> assertThat(reader.seen())
                .isEqualTo(LongStream.rangeClosed(1, 50).boxed().toList()));
    }

    @Test
    void thousandsOfAddressesOfAMultiplexedSourceAreOneRegistrationPerNodeInAll() {
        List<NumberReader> readers = new ArrayList<>();
        try (ManyReaders group = new ManyReaders("multiplexed")) {
            for (int i = 0; i < 100; i++) {
                int first = i * 100;
                String query = IntStream.range(first, first + 100)
                        .mapToObj(n -> "address=market.m" + n)
                        .collect(Collectors.joining("&"));
                NumberReader reader = new NumberReader();
                readers.add(reader);
                group.open(i % 2 == 0 ? a.port() : b.port(), "/events?" + query, 0, reader);
            }
            group.awaitOpen();
            assertThat(a.status().getInteger("subscriptions") + b.status().getInteger("subscriptions"))
                    .isGreaterThanOrEqualTo(10_000);

            assertThat(bus.registrations("market-source")).containsExactlyInAnyOrder(a.id(), b.id());
            assertThat(bus.registrations())
                    .allSatisfy((address, nodes) -> assertThat(address).doesNotStartWith("market."));
            for (int address = 0; address < 10_000; address += 50) {
                bus.publish("market-source", "market.m" + address, address);
            }
            Conditions.await("everybody to see both of theirs", () -> {
                group.check();
                return readers.stream().allMatch(reader -> reader.seen().size() >= 2);
            });
        }
        for (int i = 0; i < readers.size(); i++) {
            assertThat(readers.get(i).seen()).containsExactly(i * 100L, i * 100L + 50);
        }
    }

    @Test
    void anAddressReachesOnlyClientsOfNodesThatPermitIt() {
        try (SseTestClient refused = b.stream("/events/only-a.x");
                SseTestClient onA = a.stream("/events/only-a.x");
                SseTestClient onB = b.stream("/events/demo.x")) {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(bus.registrations("only-a.x")).containsExactly(a.id());

            bus.publish("only-a.x", "for a");
            bus.publish("demo.x", "for b");

            onA.expectMessage("for a");
            onB.expectMessage("for b");
            onB.assertExhausted();
        }
    }

    @Test
    void aPublishByHttpReachesClientsOfEachNodeOnceAndApplicationsToo() throws Exception {
        List<Object> received = new CopyOnWriteArrayList<>();
        var consumer = bus.vertx()
                .eventBus()
                .consumer("demo.posted", (Message<Object> message) -> received.add(message.body()));
        consumer.completion().toCompletionStage().toCompletableFuture().get();
        try (SseTestClient onA = a.stream("/events/demo.posted");
                SseTestClient alsoOnA = a.stream("/forgetful/demo.posted");
                SseTestClient onB = b.stream("/events/demo.posted");
                SseTestClient alsoOnB = b.stream("/forgetful/demo.posted")) {
            assertThat(bus.registrations("demo.posted"))
                    .containsExactlyInAnyOrder(a.id(), a.id(), b.id(), b.id(), bus.id());
            for (int i = 0; i < 20; i++) {
                assertThat(a.publish("demo.posted", "m" + i).statusCode()).isEqualTo(202);
            }
            for (SseTestClient stream : List.of(onA, alsoOnA, onB, alsoOnB)) {
                for (int i = 0; i < 20; i++) {
                    stream.expectMessage("m" + i);
                }
            }
            Conditions.await("the application to get them", () -> received.size() == 20);
            bus.publish("demo.posted", "end");
            Conditions.await("the application to get the last", () -> received.contains("end"));
            for (SseTestClient stream : List.of(onA, alsoOnA, onB, alsoOnB)) {
                stream.expectMessage("end");
            }
        }
        assertThat(received)
                .containsExactly(Stream.concat(IntStream.range(0, 20).mapToObj(i -> "m" + i), Stream.of("end"))
                        .toArray());
    }

    @Test
    void anEventIdOfAnotherNodesMemoryIsAnsweredByReset() throws Exception {
        String id;
        try (SseTestClient onA = a.stream("/events/demo.resume")) {
            bus.publish("demo.resume", "one");
            onA.expectMessage("one");
            id = onA.lastEventId();
        }
        try (SseTestClient onB = b.stream("/events/demo.resume", "Last-Event-ID: " + id)) {
            assertThat(new JsonObject(onB.nextEvent().data()).getString("status"))
                    .isEqualTo("reset");
        }
    }

    @Test
    void theNodeOfTheReadyLineIsTheOneThatTheClusterKnows() {
        assertThat(a.status().getString("node")).isEqualTo(a.id());
        assertThat(((VertxInternal) bus.vertx()).clusterManager().getNodes())
                .containsExactlyInAnyOrder(a.id(), b.id(), bus.id());
    }

    @Test
    void aQuietStartIsOneLineBesidesTheWordThatPartsMayGoOnByThemselves() {
        assertThat(a.errors())
                .filteredOn(line -> line.contains("is in cluster"))
                .hasSize(1);
        assertThat(a.errorsBesidesMigrations())
                .filteredOn(line -> !line.contains(" INFO io.busbar.cluster."))
                .singleElement()
                .asString()
                .contains(" WARNING io.busbar.cluster.ClusterNode: cluster.minimumMembers is not set: ");
    }
}
