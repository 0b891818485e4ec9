package io.busbar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.Conditions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * Nodes fail, end and hang under load: every client sees every acknowledged event of its addresses once, in order, wherever it
 * goes on. One cluster for all, as in life.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ClusterCrashTest {

    /** Shorter than what is taken for death. */
    private static final Duration MOMENT = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Nodes nodes;

    @BeforeAll
    void startNodes() throws Exception {
        nodes = new Nodes(3);
    }

    @AfterAll
    void stopNodes() throws IOException {
        nodes.close();
    }

    @Test
    void whateverNodeIsKilledClientsSeeEveryAcknowledgedEventOnceInOrder() throws Exception {
        kill(2);
    }

    @Test
    @Tag("soak")
    void whateverNodesAreKilledOneAfterTheOtherClientsSeeEveryAcknowledgedEventOnceInOrder() throws Exception {
        kill(10);
    }

    /** Every second one is not the recorder. */
    private void kill(int times) throws Exception {
        underTraffic(traffic -> {
            for (int i = 0; i < times; i++) {
                traffic.mark();
                ServerNode victim = i % 2 == 0 ? nodes.recorder() : nodes.other();
                traffic.without(victim);
                victim.kill();
                nodes.gone(victim);
                traffic.flowsOn();
                ServerNode started = nodes.start();
                traffic.with(started);
                nodes.awaitSafety();
                traffic.readAllAt(started);
            }
        });
    }

    @Test
    void whenAllNodesAreReplacedOneAfterTheOtherClientsSeeEveryAcknowledgedEventOnceInOrder() throws Exception {
        underTraffic(traffic -> {
            for (ServerNode old : List.copyOf(nodes.all())) {
                traffic.without(old);
                assertThat(old.terminate()).as("%s", old.errors()).isZero();
                nodes.gone(old);
                traffic.with(nodes.start());
                nodes.awaitSafety();
                traffic.flowsOn();
            }
        });
    }

    @Test
    void aRecorderThatIsPausedForLongComesBackAndClientsSeeEveryAcknowledgedEventOnceInOrder() throws Exception {
        pauseForLong(true);
    }

    @Test
    @Tag("soak")
    void aNodeThatIsPausedForLongComesBackAndClientsSeeEveryAcknowledgedEventOnceInOrder() throws Exception {
        pauseForLong(false);
    }

    private void pauseForLong(boolean isRecorder) throws Exception {
        underTraffic(traffic -> {
            ServerNode paused = isRecorder ? nodes.recorder() : nodes.other();
            paused.pause();
            nodes.awaitMembers(nodes.all().size());
            paused.resume();
            nodes.awaitSafety();
            traffic.flowsOn();
        });
    }

    @Test
    void aRecorderThatIsPausedForAMomentLosesNothing() throws Exception {
        underTraffic(traffic -> {
            ServerNode recorder = nodes.recorder();
            recorder.pause();
            long paused = System.nanoTime();
            Conditions.await("a moment to pass", () -> System.nanoTime() - paused > MOMENT.toNanos());
            recorder.resume();
            traffic.flowsOn();
            assertThat(nodes.recorder()).isSameAs(recorder);
        });
    }

    private interface Scene {
        void play(Traffic traffic) throws Exception;
    }

    private void underTraffic(Scene scene) throws Exception {
        nodes.awaitSafety();
        try (Traffic traffic = new Traffic(nodes.all())) {
            traffic.start();
            scene.play(traffic);
            System.err.println(traffic.finish());
        }
    }

    /** Servers, and a member of their cluster in this JVM. */
    private static final class Nodes implements AutoCloseable {
        private final TestCluster cluster = new TestCluster();
        private final List<ServerNode> servers = new ArrayList<>();
        private final BusNode bus;

        Nodes(int count) throws Exception {
            servers.addAll(cluster.startServers(count, Traffic.YAML));
            bus = cluster.startBusNode();
            awaitSafety();
        }

        List<ServerNode> all() {
            return servers;
        }

        ServerNode start() throws Exception {
            ServerNode started = cluster.startServer(Traffic.YAML);
            servers.add(started);
            return started;
        }

        void gone(ServerNode server) {
            servers.remove(server);
        }

        /** Returns the server that records; waits until there is one. */
        ServerNode recorder() {
            AtomicReference<ServerNode> found = new AtomicReference<>();
            Conditions.await(
                    "one to record",
                    () -> {
                        servers.stream().filter(this::records).forEach(found::set);
                        return found.get() != null;
                    },
                    PATIENCE);
            return found.get();
        }

        /** Returns one that does not record. */
        ServerNode other() {
            ServerNode recorder = recorder();
            return servers.stream()
                    .filter(server -> server != recorder)
                    .findFirst()
                    .orElseThrow();
        }

        private boolean records(ServerNode server) {
            return server.id().equals(bus.recorder());
        }

        /** Waits until all that are not paused see so many. */
        void awaitMembers(int count) {
            cluster.awaitMembers(count);
        }

        /** Waits until all see all, and nothing is lost if one fails. */
        void awaitSafety() {
            cluster.awaitMembers(servers.size() + 1);
            bus.awaitSafety();
        }

        @Override
        public void close() throws IOException {
            cluster.close();
        }
    }
}
