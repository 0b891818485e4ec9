package io.busbar.benchmarks.load.model;

/**
 * What was measured of a server. Immutable.
 *
 * @param event what an event costs
 * @param perNode what an event costs all nodes of a cluster together for each that there is besides the first, in microseconds
 * @param connectionBytes the memory of a connection in the server's process
 * @param kernelBytes the memory of its socket in the kernel
 * @param setUpMicros the processor time for opening a stream, in microseconds
 */
public record Constants(
        EventCost event, double perNode, double connectionBytes, double kernelBytes, double setUpMicros) {}
