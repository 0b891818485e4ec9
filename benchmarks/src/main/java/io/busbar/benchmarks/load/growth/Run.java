package io.busbar.benchmarks.load.growth;

import io.busbar.benchmarks.load.rig.Measures;
import java.io.IOException;

/** What is measured, as often as there are rounds. */
interface Run extends AutoCloseable {

    /** Measures for so many milliseconds; what has to be started for it is, the first time. */
    Measures measure(long millis) throws Exception;

    /** Ends what was started for it. */
    @Override
    default void close() throws IOException {}
}
