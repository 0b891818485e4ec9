package io.busbar.server;

import io.busbar.testing.ExternalTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Machines with a network between them that can be cut: network namespaces, joined by a switch in a further one. The tests, which stay in
 * the namespace that they were started in, reach each machine by a cable of its own, which is never cut. Nothing leads
 * elsewhere. Needs the rights of root, and Linux.
 *
 * <pre>{@code
 * try (NetworkNamespaces network = NetworkNamespaces.require(3)) {
 *     NetworkNamespaces.Machine machine = network.machines().get(0);
 *     new ProcessBuilder(machine.command("ping", "10.0.0.2")).start();
 *     network.unplug(machine);
 *     network.heal(machine);
 * }
 * }</pre>
 */
final class NetworkNamespaces implements AutoCloseable {

    /** So that none outlives the tests, even if these are told to end. */
    private static final Set<NetworkNamespaces> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> OPEN.forEach(NetworkNamespaces::remove), "remove-namespaces"));
    }

    private final Path ip;
    private final String tag =
            String.format(Locale.ROOT, "%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    private final String network = freeNetwork();
    private final String hub = "busbar-" + tag + "-switch";
    private final List<Machine> machines;

    private NetworkNamespaces(Path ip, int count) {
        this.ip = ip;
        machines = IntStream.rangeClosed(1, count).mapToObj(Machine::new).toList();
    }

    /** Builds a network of so many machines; skips the test where that is not possible, see {@link ExternalTool}. */
    static NetworkNamespaces require(int count) {
        NetworkNamespaces network = new NetworkNamespaces(
                ExternalTool.require("ip (iproute2)", "/usr/sbin/ip", "/usr/bin/ip", "/sbin/ip", "/bin/ip"), count);
        OPEN.add(network);
        try {
            network.build();
            return network;
        } catch (IllegalStateException e) {
            network.close();
            throw ExternalTool.missing("network namespaces can't be had here: " + e.getMessage());
        }
    }

    /** One of the machines. */
    final class Machine {
        private final int number;
        private final String name;

        private Machine(int number) {
            this.number = number;
            name = "busbar-" + tag + "-" + number;
        }

        /** Returns its address on the network between the machines. */
        String address() {
            return "10.0.0." + number;
        }

        /** Returns where the tests reach it. */
        String testsAddress() {
            return network + (4 * number + 2);
        }

        /** Returns what runs {@code command} there, in the same process. */
        List<String> command(String... command) {
            List<String> all = new ArrayList<>(List.of(ip.toString(), "netns", "exec", name));
            all.addAll(List.of(command));
            return all;
        }

        /** Returns its connections to {@code other} in which something waits for a receipt, a line each: bytes to read, to send. */
        List<String> unsentTo(Machine other) {
            return ip("netns", "exec", name, "ss", "-Htn", "state", "established", "dst", other.address())
                    .lines()
                    .filter(line -> !line.matches("\\s*\\d+\\s+0\\s.*"))
                    .toList();
        }

        private String port() {
            return "port" + number;
        }

        private String testsCable() {
            return "busbar" + tag + number;
        }
    }

    List<Machine> machines() {
        return machines;
    }

    /** Pulls the cable out of the switch, which the machine can see, though none of its connections is closed. */
    void unplug(Machine machine) {
        ip("-n", hub, "link", "set", machine.port(), "down");
    }

    /** Has the switch pass on nothing to and from the machine, which sees nothing but silence. */
    void silence(Machine machine) {
        ip("-n", hub, "link", "set", machine.port(), "nomaster");
    }

    /** Ends what {@link #unplug} and {@link #silence} did. */
    void heal(Machine machine) {
        ip("-n", hub, "link", "set", machine.port(), "master", "switch");
        ip("-n", hub, "link", "set", machine.port(), "up");
    }

    private void build() {
        ip("netns", "add", hub);
        ip("-n", hub, "link", "add", "switch", "type", "bridge");
        ip("-n", hub, "link", "set", "switch", "up");
        for (Machine machine : machines) {
            ip("netns", "add", machine.name);
            ip("-n", machine.name, "link", "set", "lo", "up");

            ip(
                    "-n",
                    machine.name,
                    "link",
                    "add",
                    "cluster",
                    "type",
                    "veth",
                    "peer",
                    "name",
                    machine.port(),
                    "netns",
                    hub);
            ip("-n", machine.name, "link", "set", "cluster", "up");
            ip("-n", machine.name, "addr", "add", machine.address() + "/24", "dev", "cluster");
            heal(machine);

            // To the namespace that the tests are in, whose interfaces are the only ones of this network seen outside.
            ip("link", "add", machine.testsCable(), "type", "veth", "peer", "name", "tests", "netns", machine.name);
            ip("-n", machine.name, "addr", "add", machine.testsAddress() + "/30", "dev", "tests");
            ip("-n", machine.name, "link", "set", "tests", "up");
            ip("addr", "add", network + (4 * machine.number + 1) + "/30", "dev", machine.testsCable());
            ip("link", "set", machine.testsCable(), "up");
        }
    }

    /** Returns the beginning of addresses that are meant for tests of networks (RFC 2544), and that this machine does not use. */
    private static String freeNetwork() {
        while (true) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String candidate = "198." + (18 + random.nextInt(2)) + "." + random.nextInt(256) + ".";
            if (ownAddresses().stream().noneMatch(address -> address.startsWith(candidate))) {
                return candidate;
            }
        }
    }

    private static List<String> ownAddresses() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (SocketException e) {
            throw new IllegalStateException(e);
        }
    }

    private String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ip.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException(String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Removes everything; what runs there is to have ended before. */
    @Override
    public void close() {
        if (OPEN.remove(this)) {
            remove();
        }
    }

    private void remove() {
        for (Machine machine : machines) {
            removeIfThere("link", "del", machine.testsCable());
            removeIfThere("netns", "del", machine.name);
        }
        removeIfThere("netns", "del", hub);
    }

    private void removeIfThere(String... arguments) {
        try {
            ip(arguments);
        } catch (IllegalStateException e) {
            // It was never built.
        }
    }
}
