package io.busbar.benchmarks.load.trial;

import io.busbar.benchmarks.load.server.ProcessorTime;
import java.io.IOException;

/** Whose processor time is measured. */
public interface Accounts {

    /** Returns what the servers have taken so far. */
    ProcessorTime servers() throws IOException;

    /** Returns what the load has taken so far: readers and publishers. */
    default ProcessorTime load() throws IOException {
        return own();
    }

    /** Returns what this process has taken, without those that it has started. */
    static ProcessorTime own() throws IOException {
        return ProcessorTime.ofOne(ProcessHandle.current().pid());
    }
}
