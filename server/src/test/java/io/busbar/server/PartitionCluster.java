package io.busbar.server;

import io.busbar.testing.Conditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Busbar servers, each on a machine of its own, as the network sees it: with the configuration for such, which is {@code lan}. */
final class PartitionCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final NetworkNamespaces network;
    private final Path file;
    private final List<ServerNode> servers = new ArrayList<>();

    private PartitionCluster(NetworkNamespaces network) throws IOException {
        this.network = network;
        file = Files.createTempFile("busbar-partition", ".yaml");
    }

    /**
     * Starts so many servers, and waits until they have met; skips the test where there can be no such network, see
     * {@link NetworkNamespaces#require}.
     *
     * @param yaml the configuration of each, but for how they find each other
     */
    static PartitionCluster start(int count, String yaml) throws Exception {
        NetworkNamespaces network = NetworkNamespaces.require(count);
        PartitionCluster cluster;
        try {
            cluster = new PartitionCluster(network);
        } catch (IOException e) {
            network.close();
            throw e;
        }
        try {
            cluster.start(yaml);
            return cluster;
        } catch (Exception | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private void start(String yaml) throws Exception {
        Files.writeString(file, yaml);
        String members = network.machines().stream()
                .map(NetworkNamespaces.Machine::address)
                .collect(Collectors.joining(","));
        for (NetworkNamespaces.Machine machine : network.machines()) {
            Map<String, String> environment = Map.of(
                    "BUSBAR_HTTP_HOST",
                    machine.testsAddress(),
                    "BUSBAR_MANAGEMENT_HOST",
                    machine.testsAddress(),
                    "BUSBAR_CLUSTER_CONFIG",
                    "lan",
                    "BUSBAR_CLUSTER_NAME",
                    "partition",
                    "BUSBAR_CLUSTER_MEMBERS",
                    members);
            servers.add(new ServerNode(
                    ChildNode.start(machine.command(), environment, "run", "--cluster", "--config", file.toString()),
                    machine.testsAddress()));
        }
        for (ServerNode server : servers) {
            server.awaitReadyLine();
        }
        for (ServerNode server : servers) {
            server.awaitMembers(servers.size());
        }
    }

    List<ServerNode> servers() {
        return List.copyOf(servers);
    }

    List<ServerNode> without(ServerNode server) {
        return servers.stream().filter(each -> each != server).toList();
    }

    /** Returns the one who records, as all {@code among} see it; waits until they agree on one of them. */
    ServerNode recorder(List<ServerNode> among) {
        AtomicReference<ServerNode> found = new AtomicReference<>();
        Conditions.await(
                () -> "one recorder for all of "
                        + among.stream().map(ServerNode::id).toList() + logs(),
                () -> {
                    List<String> recorders =
                            among.stream().map(ServerNode::recorder).distinct().toList();
                    among.stream()
                            .filter(server -> recorders.equals(List.of(server.id())))
                            .forEach(found::set);
                    return found.get() != null;
                },
                PATIENCE);
        return found.get();
    }

    /** Cuts {@code server} off the others; it sees that its cable is out. */
    void unplug(ServerNode server) {
        network.unplug(machineOf(server));
    }

    /** Cuts {@code server} off the others; it sees nothing but silence. */
    void silence(ServerNode server) {
        network.silence(machineOf(server));
    }

    /** Lets the others reach {@code server} again. */
    void heal(ServerNode server) {
        network.heal(machineOf(server));
    }

    /** Waits until {@code server} has given up what it was sending to {@code gone}: it would wait long after the network is back. */
    void awaitGivenUp(ServerNode server, ServerNode gone) {
        Conditions.await(
                () -> "an end of what waits in " + machineOf(server).unsentTo(machineOf(gone)),
                () -> machineOf(server).unsentTo(machineOf(gone)).isEmpty(),
                PATIENCE);
    }

    private NetworkNamespaces.Machine machineOf(ServerNode server) {
        return network.machines().get(servers.indexOf(server));
    }

    /** Returns what the servers have printed on stderr. */
    String logs() {
        return servers.stream()
                .map(server -> "\n" + server.id() + ":\n" + String.join("\n", server.errors()))
                .collect(Collectors.joining());
    }

    @Override
    public void close() throws IOException {
        servers.forEach(ServerNode::close);
        network.close();
        Files.delete(file);
    }
}
