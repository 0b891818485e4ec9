package io.busbar.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Servers that are a cluster on the loopback interface, and a plain Vert.x application beside them. All end with it. */
final class LoadCluster implements AutoCloseable {

    /** Below the ports that a system gives to whoever connects. */
    private static final int LOWEST_PORT = 12_000;

    private static final int HIGHEST_PORT = 30_000;

    /** As many nodes as the ready configuration finds. */
    private static final int PORTS = 5;

    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LOOK_MILLIS = 50;

    private final Path folder = Files.createTempDirectory("busbar-load");
    private final List<Server> servers = new ArrayList<>();
    private final ChildJvm member;

    /**
     * Starts a cluster, and waits until all have met.
     *
     * @param yaml the configuration of the servers
     * @param options for the servers' JVMs; {@code %n} stands for the number of the node
     */
    LoadCluster(int nodes, String yaml, List<String> options) throws IOException, InterruptedException {
        String name = "load-" + UUID.randomUUID();
        String port = String.valueOf(freePort());
        Path config = Files.writeString(folder.resolve("busbar.yaml"), yaml);
        Map<String, String> environment = Map.of("BUSBAR_CLUSTER_NAME", name, "BUSBAR_CLUSTER_PORT", port);
        member = ChildJvm.start(
                folder.resolve("member"),
                List.of("-Xmx512m"),
                Map.of(),
                BusMember.class.getName(),
                List.of(name, port));
        try {
            for (int node = 1; node <= nodes; node++) {
                String number = String.valueOf(node);
                List<String> own = options.stream()
                        .map(option -> option.replace("%n", number))
                        .toList();
                servers.add(new Server(config, folder.resolve("node-" + node), own, environment));
            }
            for (Server server : servers) {
                server.awaitReady();
            }
            member.line("ready");
            awaitMembers(nodes + 1);
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void awaitMembers(int count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (Server server : servers) {
            while (server.status().getJsonObject("cluster").getInteger("members") != count) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("the nodes have not met");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    /** Returns the servers. */
    List<Server> servers() {
        return servers;
    }

    /** Returns where clients connect. */
    List<Integer> ports() {
        return servers.stream().map(Server::port).toList();
    }

    /** Returns the {@link BusMember}. */
    ChildJvm member() {
        return member;
    }

    /** Returns how many entries the cluster holds of who consumes what. */
    long registrations() throws IOException {
        member.tell("registrations");
        return Long.parseLong(member.line("registrations ").split(" ", -1)[1]);
    }

    /** Returns the processor time that all servers together have taken, see {@link CpuTime}. */
    Duration cpu() throws IOException {
        Duration sum = Duration.ZERO;
        for (Server server : servers) {
            sum = sum.plus(server.cpu());
        }
        return sum;
    }

    private static int freePort() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(LOWEST_PORT / PORTS, HIGHEST_PORT / PORTS) * PORTS;
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken
            }
        }
    }

    @Override
    public final void close() throws IOException {
        member.close();
        servers.forEach(Server::close);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
