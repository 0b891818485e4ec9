package io.busbar.server;

import io.busbar.testing.Conditions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes fail, end and hang under load: every client sees every acknowledged event of its addresses once, in order, wherever it
 * goes on.
 */
class ClusterCrashTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    private static void kill(int times) throws Exception {
        try (Nodes nodes = new Nodes(3);
                Traffic traffic = new Traffic(nodes.all())) {
            traffic.start();
            for (int i = 0; i < times; i++) {
                ServerNode victim = i % 2 == 0 ? nodes.recorder() : nodes.other();
                traffic.without(victim);
                victim.kill();
                nodes.gone(victim);
                traffic.flowsOn();
                traffic.with(nodes.start());
                nodes.awaitSafety();
                traffic.flowsOn();
            }
            System.err.println(traffic.finish());
        }
    }

    /** Servers, and a member of their cluster in this JVM. */
    private static final class Nodes implements AutoCloseable {
        private final TestCluster cluster = new TestCluster();
        private final List<ServerNode> servers = new ArrayList<>();
        private final BusNode bus;

        Nodes(int count) throws Exception {
            servers.addAll(cluster.startServers(count, Traffic.BRIDGE));
            bus = cluster.startBusNode();
            awaitSafety();
        }

        List<ServerNode> all() {
            return servers;
        }

        ServerNode start() throws Exception {
            ServerNode started = cluster.startServer(Traffic.BRIDGE);
            servers.add(started);
            return started;
        }

        void gone(ServerNode server) {
            servers.remove(server);
        }

        /** Returns the server that records; waits until there is one. */
        ServerNode recorder() {
            Conditions.await("one to record", () -> servers.stream().anyMatch(this::records), PATIENCE);
            return servers.stream().filter(this::records).findFirst().orElseThrow();
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
