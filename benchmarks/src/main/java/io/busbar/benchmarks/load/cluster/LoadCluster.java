package io.busbar.benchmarks.load.cluster;

import io.busbar.benchmarks.load.server.BusbarServer;
import io.busbar.benchmarks.load.server.ChildProcess;
import io.busbar.benchmarks.load.server.JavaCommand;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.trial.Accounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Servers that are a cluster on the loopback interface, and a plain Vert.x application beside them. All end with it. */
public final class LoadCluster implements Accounts, AutoCloseable {

    /** Below the ports that a system gives to whoever connects. */
    private static final int LOWEST_PORT = 12_000;

    private static final int HIGHEST_PORT = 30_000;

    /** As many nodes as the ready configuration finds. */
    private static final int PORTS = 5;

    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long LOOK_MILLIS = 50;

    private final Path folder = Files.createTempDirectory("busbar-load");
    private final List<BusbarServer> nodes = new ArrayList<>();
    private final ChildProcess member;

    /**
     * Starts a cluster, and waits until all have met.
     *
     * @param yaml the configuration of the servers
     * @param options for the servers' JVMs; {@code %n} stands for the number of the node
     */
    public LoadCluster(int count, String yaml, List<String> options) throws IOException, InterruptedException {
        String name = "load-" + UUID.randomUUID();
        String port = String.valueOf(freePort());
        Path config = Files.writeString(folder.resolve("busbar.yaml"), yaml);
        Map<String, String> environment = Map.of("BUSBAR_CLUSTER_NAME", name, "BUSBAR_CLUSTER_PORT", port);
        member = ChildProcess.start(
                folder.resolve("member"),
                Map.of(),
                JavaCommand.of(List.of("-Xmx512m"), BusMember.class.getName(), List.of(name, port)));
        try {
            for (int node = 1; node <= count; node++) {
                String number = String.valueOf(node);
                List<String> own = options.stream()
                        .map(option -> option.replace("%n", number))
                        .toList();
                nodes.add(BusbarServer.start(config, folder.resolve("node-" + node), own, environment, "--cluster"));
            }
            for (BusbarServer server : nodes) {
                server.awaitReady();
            }
            member.line("ready");
            awaitMembers(count + 1);
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void awaitMembers(int count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (BusbarServer server : nodes) {
            while (server.status().getJsonObject("cluster").getInteger("members") != count) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("the nodes have not met");
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    /** Returns how many servers there are. */
    public int size() {
        return nodes.size();
    }

    /** Returns where clients connect. */
    public List<Integer> ports() {
        return nodes.stream().map(BusbarServer::port).toList();
    }

    /** Returns the {@link BusMember}. */
    ChildProcess member() {
        return member;
    }

    /** Returns how many entries the cluster holds of who consumes what. */
    long registrations() throws IOException {
        member.tell("registrations");
        return Long.parseLong(member.line("registrations ").split(" ", -1)[1]);
    }

    @Override
    public ProcessorTime servers() throws IOException {
        ProcessorTime sum = ProcessorTime.NONE;
        for (BusbarServer server : nodes) {
            sum = sum.plus(ProcessorTime.of(server.handle()));
        }
        return sum;
    }

    @Override
    public ProcessorTime load() throws IOException {
        return Accounts.own().plus(ProcessorTime.of(member.handle()));
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
        nodes.forEach(BusbarServer::close);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
