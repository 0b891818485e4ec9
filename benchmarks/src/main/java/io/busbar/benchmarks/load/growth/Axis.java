package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.rig.Metric;
import java.io.IOException;
import java.util.List;

/**
 * One thing that grows, while everything else stays as it is.
 *
 * @param name what it is called
 * @param title what grows, and what does not
 * @param heading what grows, as the first column of the table
 * @param points how far it grows, in this order
 * @param isInterleaved whether each round goes over all points; if not, each point has all its rounds before the next
 * @param columns what the table shows
 * @param plotted what the plot shows
 * @param against the server that the others are compared to; empty if there is none
 */
record Axis(
        String name,
        String title,
        String heading,
        List<Point> points,
        boolean isInterleaved,
        List<Metric> columns,
        Metric plotted,
        String against)
        implements AutoCloseable {

    /** Returns how its results are told from those of others at the same point. */
    String key(Point point) {
        return name + " " + point.label();
    }

    /** Ends what the points have started. */
    @Override
    public void close() throws IOException {
        for (Point point : points) {
            point.close();
        }
    }
}
