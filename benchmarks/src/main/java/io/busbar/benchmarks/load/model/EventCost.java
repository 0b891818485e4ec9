package io.busbar.benchmarks.load.model;

import java.util.List;

/**
 * The processor time of a server for an event that is written to each of its readers alone. Immutable.
 *
 * @param perEvent for taking it, in microseconds
 * @param perWrite for each reader, in microseconds
 * @param perByte for each byte of its text and each reader, in microseconds
 */
public record EventCost(double perEvent, double perWrite, double perByte) {

    private static final int UNKNOWNS = 3;

    /** So small a share of what is in a column that the others say nearly the same. */
    private static final double NOTHING = 1e-9;

    /**
     * What was measured of one kind of event.
     *
     * @param readers how many it was written to
     * @param bytes how long its text was
     * @param micros the processor time for each reader, in microseconds; more than 0
     */
    public record Observation(double readers, double bytes, double micros) {}

    /**
     * Fits the cost to what was measured, so that the sum of the squares of the errors is the least, each as a share of what was measured:
     * else a single large event would outweigh all small ones. What would come out negative is 0.
     *
     * @throws IllegalArgumentException if the observations are too few, or too much alike, to tell the three apart
     */
    public static EventCost fit(List<Observation> observations) {
        boolean[] isLeftOut = new boolean[UNKNOWNS];
        double[] cost = solve(observations, isLeftOut);
        for (int lowest = lowest(cost); cost[lowest] < 0; lowest = lowest(cost)) {
            isLeftOut[lowest] = true;
            cost = solve(observations, isLeftOut);
        }
        return new EventCost(cost[0], cost[1], cost[2]);
    }

    private static int lowest(double[] cost) {
        int lowest = 0;
        for (int i = 1; i < UNKNOWNS; i++) {
            lowest = cost[i] < cost[lowest] ? i : lowest;
        }
        return lowest;
    }

    /** Solves the normal equations; what is left out is 0. */
    private static double[] solve(List<Observation> observations, boolean[] isLeftOut) {
        double[][] equations = new double[UNKNOWNS][UNKNOWNS + 1];
        for (Observation each : observations) {
            double[] row = {1 / each.readers() / each.micros(), 1 / each.micros(), each.bytes() / each.micros()};
            for (int i = 0; i < UNKNOWNS; i++) {
                for (int j = 0; j < UNKNOWNS; j++) {
                    equations[i][j] += isLeftOut[i] || isLeftOut[j] ? 0 : row[i] * row[j];
                }
                equations[i][UNKNOWNS] += isLeftOut[i] ? 0 : row[i];
            }
        }
        for (int i = 0; i < UNKNOWNS; i++) {
            equations[i][i] = isLeftOut[i] ? 1 : equations[i][i];
        }
        return eliminated(equations);
    }

    /** The matrix is symmetric, and positive unless the observations are alike, so its diagonal serves as pivots. */
    private static double[] eliminated(double[][] equations) {
        double[] cost = new double[UNKNOWNS];
        for (int pivot = 0; pivot < UNKNOWNS; pivot++) {
            cost[pivot] = equations[pivot][pivot];
        }
        for (int pivot = 0; pivot < UNKNOWNS; pivot++) {
            // What the rows before have left of it.
            if (!(equations[pivot][pivot] > NOTHING * cost[pivot])) {
                throw new IllegalArgumentException("too few observations, or too much alike");
            }
            for (int row = 0; row < UNKNOWNS; row++) {
                double factor = row == pivot ? 0 : equations[row][pivot] / equations[pivot][pivot];
                for (int column = pivot; column <= UNKNOWNS; column++) {
                    equations[row][column] -= factor * equations[pivot][column];
                }
            }
        }
        for (int i = 0; i < UNKNOWNS; i++) {
            cost[i] = equations[i][UNKNOWNS] / equations[i][i];
        }
        return cost;
    }

    /** Returns what an event costs that is written to so many readers, in microseconds. */
    public double micros(double readers, double bytes) {
        return perEvent + readers * (perWrite + bytes * perByte);
    }
}
