package io.busbar.benchmarks.load.growth;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far something has grown.
 *
 * @param label as tables have it
 * @param x as a number
 * @param shape what one event is here, if each is written alone, so that the cost of its parts can be told from it; null if not
 * @param runs what is measured, by the name of the server, in this order
 */
record Point(String label, double x, @Nullable Shape shape, Map<String, Run> runs) implements AutoCloseable {

    /**
     * What is done for one event.
     *
     * @param readers to how many connections it is written
     * @param bytes how long its text is
     */
    record Shape(double readers, double bytes) {}

    @Override
    public void close() throws IOException {
        for (Run run : runs.values()) {
            run.close();
        }
    }
}
