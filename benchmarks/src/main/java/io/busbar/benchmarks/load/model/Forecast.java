package io.busbar.benchmarks.load.model;

/**
 * What a cluster of like nodes would do for as many clients, spread evenly, who all read one address. It takes for granted that
 * work is spread evenly over the cores of a node, and costs on each what it cost where it was measured. Immutable.
 *
 * @param constants what was measured
 * @param clients how many there are in all
 * @param nodes how many nodes there are
 * @param cores how many processors each node has
 * @param bytes how long the text of an event is
 */
public record Forecast(Constants constants, double clients, int nodes, int cores, double bytes) {

    /** The rest is for what comes unforeseen, such as the clients of another node. */
    private static final double SHARE = 0.5;

    private static final double MICROS = 1e6;

    /** Returns how much memory the connections of one node take, in bytes: in the process and in the kernel. */
    public double memory() {
        return clientsOfNode() * (constants.connectionBytes() + constants.kernelBytes());
    }

    /** Returns how many events per second can go to all clients, with each node half busy. */
    public double events() {
        return SHARE * cores * MICROS / eventOfNode();
    }

    /** Returns how many seconds it takes until the last client has an event, if nothing else is done. */
    public double lastReader() {
        return eventOfNode() / cores / MICROS;
    }

    /** Returns how many seconds it takes a node, half busy, to let all of its clients in. */
    public double reconnected() {
        return clientsOfNode() * constants.setUpMicros() / (SHARE * cores) / MICROS;
    }

    private double clientsOfNode() {
        return clients / nodes;
    }

    /** The node that takes the event also brings it to the others, which is the most that a node does. */
    private double eventOfNode() {
        return constants.event().micros(clientsOfNode(), bytes) + (nodes - 1) * constants.perNode();
    }
}
