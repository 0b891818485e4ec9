package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import io.busbar.testing.ReadEvent;
import io.busbar.testing.SseTestClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The network between nodes is cut under load, and healed: every client sees every acknowledged event of its addresses once, in order,
 * wherever it goes on.
 */
class PartitionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More than what waits in vain for {@code publish.timeout}; a node that keeps on refusing takes longer. */
    private static final Duration MOMENT = Duration.ofSeconds(20);

    /** The recorder, and then one that is not; since most of the time goes by until that is noticed, in one cluster. */
    @Test
    void whatANodeCutOffCannotKnowItRefusesAndClientsSeeEveryAcknowledgedEventOnceInOrder() throws Exception {
        try (PartitionCluster cluster = PartitionCluster.start(3, Traffic.YAML);
                Traffic traffic = new Traffic(cluster.servers())) {
            try {
                traffic.start();
                ServerNode recorder = cluster.recorder(cluster.servers());
                ServerNode successor = cutAndHeal(cluster, traffic, recorder, cluster::unplug);
                ServerNode third = cluster.without(recorder).stream()
                        .filter(server -> server != successor)
                        .findFirst()
                        .orElseThrow();
                assertThat(cutAndHeal(cluster, traffic, third, cluster::silence))
                        .as("the recorder")
                        .isSameAs(successor);
                System.err.println(traffic.finish());
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + cluster.logs(), e);
            }
        }
    }

    /** Cuts {@code victim} off, checks both parts, and heals the network. Returns the recorder of the others. */
    private static ServerNode cutAndHeal(
            PartitionCluster cluster, Traffic traffic, ServerNode victim, Consumer<ServerNode> cut) throws Exception {
        List<ServerNode> others = cluster.without(victim);
        ServerNode recorderBefore = cluster.recorder(cluster.servers());
        Mark mark = Mark.set(traffic, victim);
        long streams = traffic.streamsAt(victim);
        int detached = traffic.ended(victim, "detached");
        assertThat(streams).as("streams at the node to be cut off").isPositive();

        cut.accept(victim);

        victim.awaitReadiness(503);
        assertThat(victim.publish("load.mark", "too late").statusCode()).isEqualTo(503);
        assertThat(victim.get("/events/load.mark").statusCode()).isEqualTo(503);
        Conditions.await("its streams to end", () -> traffic.streamsAt(victim) == 0, PATIENCE);
        assertThat(traffic.ended(victim, "detached") - detached)
                .as("streams that were told why they end")
                .isGreaterThanOrEqualTo((int) streams);
        traffic.flowsOn();
        for (ServerNode other : others) {
            other.awaitMembers(2);
            cluster.awaitGivenUp(other, victim);
            assertThat(other.management("/health/ready").statusCode()).isEqualTo(200);
        }
        ServerNode recorder = cluster.recorder(others);

        cluster.heal(victim);

        for (ServerNode server : cluster.servers()) {
            server.awaitMembers(3);
        }
        awaitService(victim);
        traffic.readersMove();
        Conditions.await("streams at the node that is back", () -> traffic.streamsAt(victim) > 0, PATIENCE);
        traffic.flowsOn();
        assertThat(cluster.recorder(cluster.servers())).isSameAs(recorder);
        mark.resumesOnAll(traffic, cluster.servers(), recorder == recorderBefore ? 0 : 1);
        return recorder;
    }

    /** Waits until {@code server} publishes; what says that it is ready must not refuse, time and again. */
    private static void awaitService(ServerNode server) {
        long[] refusedSince = new long[1];
        Conditions.await(
                "the node to serve again",
                () -> {
                    boolean ready = server.isReady();
                    int status = publish(server);
                    if (status == 202) {
                        return ready;
                    }
                    long now = System.nanoTime();
                    if (!ready || !server.isReady() || refusedSince[0] == 0) {
                        refusedSince[0] = now;
                    }
                    assertThat(now - refusedSince[0])
                            .as("nanoseconds of status %d, though the node says that it is ready", status)
                            .isLessThan(MOMENT.toNanos());
                    return false;
                },
                PATIENCE);
    }

    private static int publish(ServerNode server) {
        try {
            return server.publish("load.mark", "again").statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A place in the log, between what the first lane had acknowledged before and after it was told. */
    private record Mark(String id, int before, int after) {

        private static final String LAGGED = "busbar.lagged {}";

        static Mark set(Traffic traffic, ServerNode server) throws Exception {
            int before = traffic.acknowledgedOfFirst();
            String id = new JsonObject(server.publish("load.mark", "here").body()).getString("id");
            assertThat(id).isNotNull();
            return new Mark(id, before, traffic.acknowledgedOfFirst());
        }

        /**
         * From here on each server has the same events up to what is acknowledged now, without a gap; and where a recorder took
         * the place of another, the word that nobody has recorded for a while.
         */
        void resumesOnAll(Traffic traffic, List<ServerNode> servers, int successions) {
            int last = traffic.acknowledgedOfFirst();
            Set<List<String>> seen = new HashSet<>();
            for (ServerNode server : servers) {
                try (SseTestClient stream =
                        server.stream("/events/" + traffic.addressOfFirst(), "Last-Event-ID: " + id)) {
                    stream.expectEvent("busbar.resume", "{\"status\":\"exact\"}");
                    seen.add(readTo(stream, "message 0 " + last));
                }
            }
            assertThat(seen).as("what the servers have").hasSize(1);
            List<String> events = new ArrayList<>(seen.iterator().next());
            assertThat(events.stream().filter(LAGGED::equals)).hasSize(successions);
            events.removeIf(LAGGED::equals);
            int first = last - events.size() + 1;
            assertThat(events)
                    .isEqualTo(IntStream.rangeClosed(first, last)
                            .mapToObj(number -> "message 0 " + number)
                            .toList());
            // One more may have been on its way when the mark was set, and one is the next.
            assertThat(first).isBetween(before + 1, after + 2);
        }

        private static List<String> readTo(SseTestClient stream, String last) {
            List<String> seen = new ArrayList<>();
            while (seen.isEmpty() || !seen.get(seen.size() - 1).equals(last)) {
                ReadEvent event = stream.nextEvent();
                seen.add(event.type() + " " + event.data());
            }
            return seen;
        }
    }
}
