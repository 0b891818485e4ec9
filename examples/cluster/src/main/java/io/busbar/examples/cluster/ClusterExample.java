package io.busbar.examples.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Starts the example: two Busbar nodes, on {@code http://localhost:8080/} and the next port, and a publisher, each in a JVM
 * of its own; then kills, and starts anew, the nodes whose numbers are typed. Another port is given as an argument.
 */
public final class ClusterExample {

    private static final int NODES = 2;

    private final List<Integer> ports = new ArrayList<>();
    private final List<Jvm> nodes = new ArrayList<>();

    private ClusterExample(int port) {
        for (int i = 0; i < NODES; i++) {
            ports.add(port + i);
        }
    }

    /** Runs until the process is stopped; the three others end with it. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String port = args.length > 0 ? args[0] : "8080";
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535 - NODES) {
            fail("\"" + port + "\" is not a port; choose a number from 1 to " + (65_535 - NODES) + ".");
        }
        Member.endWithParent();
        new ClusterExample(Integer.parseInt(port)).run();
    }

    private void run() throws IOException, InterruptedException {
        ports.forEach(ClusterExample::checkFree);
        System.out.println("Starting two nodes and a publisher, which takes some seconds ...");
        // The first of the cluster records what is published; the one whose page is opened is killed first.
        Jvm recorder = startNode(2);
        awaitReady(recorder);
        Jvm publisher = Jvm.start(Publisher.class, List.of());
        nodes.add(startNode(1));
        nodes.add(recorder);
        awaitReady(nodes.get(0));
        awaitReady(publisher);
        System.out.println();
        System.out.println("Busbar cluster: open " + url(1));
        System.out.println();
        for (int number = 1; number <= NODES; number++) {
            tell(number);
        }
        System.out.println("  publisher: PID " + publisher.pid() + ", a plain Vert.x application");
        System.out.println();
        System.out.println("Type 1 or 2, and Enter, to kill that node as kill -9 does; and again to start it anew."
                + " Ctrl+C stops everything.");
        obey();
    }

    private Jvm startNode(int number) {
        List<String> args = new ArrayList<>();
        args.add(String.valueOf(number));
        ports.forEach(port -> args.add(String.valueOf(port)));
        return Jvm.start(Node.class, args);
    }

    private static void awaitReady(Jvm jvm) throws IOException {
        if (!jvm.awaitReady()) {
            fail("One of the processes could not start, and has said why.");
        }
    }

    private void obey() throws IOException, InterruptedException {
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        for (String line = typed.readLine(); line != null; line = typed.readLine()) {
            String word = line.strip();
            if (word.equals("1") || word.equals("2")) {
                killOrStart(Integer.parseInt(word));
            } else if (!word.isEmpty()) {
                System.out.println("Type 1 or 2, and Enter.");
            }
        }
        // Nobody can type any more: it goes on until it is stopped.
        new CountDownLatch(1).await();
    }

    private void killOrStart(int number) throws IOException {
        Jvm node = nodes.get(number - 1);
        if (node.isAlive()) {
            node.kill();
            System.out.println("Node " + number + " is dead. Look at the page.");
            return;
        }
        Jvm started = startNode(number);
        nodes.set(number - 1, started);
        if (started.awaitReady()) {
            tell(number);
        }
    }

    private void tell(int number) {
        System.out.println("  node " + number + ": " + url(number) + ", PID "
                + nodes.get(number - 1).pid());
    }

    private String url(int number) {
        return "http://localhost:" + ports.get(number - 1) + "/";
    }

    private static void checkFree(int port) {
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        } catch (IOException e) {
            fail("Can't listen on 127.0.0.1:" + port + " (" + e.getMessage()
                    + "); with -Dport=N the nodes take N and the port behind it.");
        }
    }

    /** Ends the processes as well: they end with this one. */
    private static void fail(String sentence) {
        System.err.println(sentence);
        System.exit(1);
    }
}
