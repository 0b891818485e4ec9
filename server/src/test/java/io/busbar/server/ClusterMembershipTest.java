package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.cluster.BusLinkOptions;
import io.busbar.cluster.BusTlsOptions;
import io.busbar.testing.Conditions;
import io.busbar.testing.ManyReaders;
import io.busbar.testing.SseTestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes come, go, and fail: what the others, and their clients, notice of it. */
class ClusterMembershipTest {

    private static final String YAML = "bridges: [{outboundPermitted: [{addressRegex: \"demo\\\\..+\"}]}]\n";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void whenANodeIsKilledTheOthersGoOnAndItMayComeBack() throws Exception {
        try (TestCluster cluster = new TestCluster();
                ManyReaders group = new ManyReaders("readers")) {
            List<ServerNode> servers = cluster.startServers(2, YAML);
            ServerNode survivor = servers.get(0);
            ServerNode victim = servers.get(1);
            BusNode bus = cluster.startBusNode();
            cluster.awaitMembers(3);
            NumberReader reader = open(group, survivor);
            NumberReader lost = open(group, victim);
            group.awaitOpen();
            AtomicLong number = new AtomicLong();
            publishUntil(
                    "both see events",
                    bus,
                    number,
                    () -> !reader.seen().isEmpty() && !lost.seen().isEmpty());

            // The bus's registrations are Hazelcast's, too: they are safe when they have copies.
            bus.awaitSafety();
            victim.kill();

            publishUntil("the killed node is forgotten", bus, number, () -> bus.registrations("demo.n")
                    .equals(List.of(survivor.id())));
            cluster.awaitMembers(2);
            long afterwards = number.get();
            publishUntil("the survivor gets what comes later", bus, number, () -> reader.seen()
                    .contains(afterwards + 1));
            List<Long> seen = reader.seen();
            assertThat(seen)
                    .isEqualTo(LongStream.rangeClosed(1, seen.size()).boxed().toList());

            ServerNode comesBack = cluster.startServer(YAML);
            cluster.awaitMembers(3);
            NumberReader regained = open(group, comesBack);
            group.awaitOpen();
            assertThat(bus.registrations("demo.n")).containsExactlyInAnyOrder(survivor.id(), comesBack.id());
            publishUntil("the new node gets events", bus, number, () -> !regained.seen()
                    .isEmpty());
            long first = number.incrementAndGet();
            bus.publish("demo.n", first);
            for (int i = 0; i < 100; i++) {
                bus.publish("demo.n", number.incrementAndGet());
            }
            for (NumberReader each : List.of(reader, regained)) {
                Conditions.await("all to come", () -> each.seen().contains(number.get()), PATIENCE);
                assertThat(each.since(first))
                        .isEqualTo(LongStream.rangeClosed(first, number.get())
                                .boxed()
                                .toList());
            }
        }
    }

    @Test
    void aNodeWithTooFewOthersIsNotReadyAndOneThatIsToldToEndLeavesAtOnce() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            String yaml = YAML + "cluster: {minimumMembers: 2}";
            ServerNode stays = cluster.startServer(yaml);
            assertThat(stays.management("/health/ready").statusCode()).isEqualTo(503);
            assertThat(stays.management("/health/ready").body())
                    .isEqualTo("{\"status\":\"DOWN\",\"reason\":\"the cluster has 1 of at least 2 members\"}");
            ServerNode leaves = cluster.startServer(yaml);
            stays.awaitReadiness(200);
            leaves.awaitReadiness(200);

            try (SseTestClient stream = leaves.stream("/events/demo.a")) {
                assertThat(leaves.terminate()).isZero();

                stream.expectEvent("busbar.closing", "{\"reason\":\"shutdown\"}");
                stream.expectEnd();
            }
            stays.awaitMembers(1);
            assertThat(stays.management("/health/ready").statusCode()).isEqualTo(503);
            assertThat(leaves.errorsBesidesMigrations())
                    .allMatch(line -> line.contains(" INFO io.busbar.cluster.ClusterNode: "));
            Conditions.await(
                    () -> "a line that says so: " + stays.errors(),
                    () -> stays.errors().stream()
                            .anyMatch(line -> line.endsWith(
                                    "left, or was lost; members: 1 of at least 2, so this node takes no traffic")),
                    PATIENCE);
        }
    }

    @Test
    void aNodeThatIsSilentIsTakenForDeadAndFindsItsWayBack() throws Exception {
        try (TestCluster cluster = new TestCluster();
                ManyReaders group = new ManyReaders("readers")) {
            cluster.startServer(YAML);
            ServerNode pauses = cluster.startServer(YAML);
            BusNode bus = cluster.startBusNode();
            cluster.awaitMembers(3);
            NumberReader reader = open(group, pauses);
            group.awaitOpen();

            pauses.pause();
            cluster.awaitMembers(2);
            pauses.resume();

            cluster.awaitMembers(3);
            publishUntil("its client gets events again", bus, new AtomicLong(), () -> !reader.seen()
                    .isEmpty());
            Conditions.await(
                    () -> "a line that says so: " + pauses.errors(),
                    () -> pauses.errors().stream()
                            .anyMatch(line ->
                                    line.contains("this node was apart from others of its cluster, and has joined")),
                    PATIENCE);
        }
    }

    @Test
    void withTlsWhoeverHasNoCertificateIsNotHeard() throws Exception {
        TestCertificate certificate = TestCertificate.create(folder, "nodes");
        BusTlsOptions tls = new BusTlsOptions()
                .setCertPath(certificate.certPath().toString())
                .setKeyPath(certificate.keyPath().toString())
                .setTrustPath(certificate.certPath().toString());
        try (TestCluster cluster = new TestCluster()) {
            ServerNode server = cluster.startServer(
                    YAML + "cluster: {eventBus: {tls: " + tls.toJson().encode() + "}}");
            BusNode trusted = cluster.startBusNode(cluster.options().setEventBus(new BusLinkOptions().setTls(tls)));
            BusNode stranger = cluster.startBusNode();
            cluster.awaitMembers(3);

            try (SseTestClient stream = server.stream("/events/demo.secret")) {
                for (int i = 0; i < 20; i++) {
                    stranger.publish("demo.secret", "intruder");
                    trusted.publish("demo.secret", "m" + i);
                    stream.expectMessage("m" + i);
                }
            }
        }
    }

    private static NumberReader open(ManyReaders group, ServerNode server) {
        NumberReader reader = new NumberReader();
        group.open(server.port(), "/events/demo.n", 0, reader);
        return reader;
    }

    /** Publishes number after number until {@code condition} holds. */
    private static void publishUntil(String description, BusNode bus, AtomicLong number, BooleanSupplier condition) {
        Conditions.await(
                description,
                () -> {
                    bus.publish("demo.n", number.incrementAndGet());
                    return condition.getAsBoolean();
                },
                PATIENCE);
    }
}
