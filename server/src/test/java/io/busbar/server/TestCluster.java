package io.busbar.server;

import io.busbar.cluster.ClusterOptions;
import io.busbar.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cluster of up to five nodes on the loopback interface that no other test meets: Busbar servers in JVMs of their own, which can be killed,
 * stopped and paused, and plain Vert.x nodes in this one. All of them end with it.
 *
 * <pre>{@code
 * try (TestCluster cluster = new TestCluster()) {
 *     List<ServerNode> servers = cluster.startServers(2, "bridges: [...]");
 *     BusNode bus = cluster.startBusNode();
 *     cluster.awaitMembers(3);
 *     servers.get(0).kill();
 * }
 * }</pre>
 */
final class TestCluster implements AutoCloseable {

    private final String name = "test-" + UUID.randomUUID();
    private final int port = FreePorts.first();
    private final Path folder;
    private final List<ServerNode> servers = new CopyOnWriteArrayList<>();
    private final List<BusNode> busNodes = new CopyOnWriteArrayList<>();

    TestCluster() throws IOException {
        folder = Files.createTempDirectory("busbar-cluster");
    }

    /** Returns the options with which a node of this JVM would join. */
    ClusterOptions options() {
        return new ClusterOptions().setName(name).setPort(port);
    }

    /** Starts a Busbar server, and waits until it is ready. */
    ServerNode startServer(String yaml) throws Exception {
        return startServers(1, yaml).get(0);
    }

    /** Starts Busbar servers with one configuration at the same time, and waits until they are ready, not until they have met. */
    List<ServerNode> startServers(int count, String yaml) throws Exception {
        return startServers(Collections.nCopies(count, yaml));
    }

    /** As {@link #startServers(int, String)}, one server with each of these configurations. */
    List<ServerNode> startServers(List<String> yamls) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("BUSBAR_HTTP_PORT", "0");
        environment.put("BUSBAR_MANAGEMENT_PORT", "0");
        environment.put("BUSBAR_CLUSTER_NAME", name);
        environment.put("BUSBAR_CLUSTER_PORT", String.valueOf(port));
        List<ServerNode> started = new ArrayList<>();
        for (String yaml : yamls) {
            Path file = Files.createTempFile(folder, "busbar", ".yaml");
            Files.writeString(file, yaml);
            ServerNode server =
                    new ServerNode(ChildNode.start(environment, "run", "--cluster", "--config", file.toString()));
            servers.add(server);
            started.add(server);
        }
        for (ServerNode server : started) {
            server.awaitReadyLine();
        }
        return started;
    }

    /** Starts a plain Vert.x node in this JVM. */
    BusNode startBusNode() {
        return startBusNode(options());
    }

    /** As {@link #startBusNode()}, with other options than {@link #options()}. */
    BusNode startBusNode(ClusterOptions options) {
        BusNode node = BusNode.start(options);
        busNodes.add(node);
        return node;
    }

    /** Waits until all nodes that live, and are not paused, see so many members. */
    void awaitMembers(int count) {
        for (ServerNode server : servers) {
            if (server.answers()) {
                server.awaitMembers(count);
            }
        }
        busNodes.forEach(node -> node.awaitMembers(count));
    }

    @Override
    public void close() throws IOException {
        busNodes.forEach(BusNode::close);
        servers.forEach(ServerNode::close);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
