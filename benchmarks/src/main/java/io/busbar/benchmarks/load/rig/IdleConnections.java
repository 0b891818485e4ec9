package io.busbar.benchmarks.load.rig;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.server.Memory;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.server.Subject;
import java.io.IOException;
import java.time.Duration;

/** What connections cost without events, on a server that was just started: used ones have memory left over. */
public final class IdleConnections {

    private static final int FIRST_CONNECTIONS = 500;
    private static final int BYTES = 200;
    private static final long SETTLE_MILLIS = 3_000;

    /** What the kernel keeps changes by megabytes by itself. */
    private static final int TELLING_CONNECTIONS = 5_000;

    /** Both ends of a connection are in this kernel. */
    private static final int ENDS = 2;

    private final Contender contender;
    private final Subject subject;

    /** Creates what has measured nothing yet. */
    public IdleConnections(Contender contender) {
        this.contender = contender;
        subject = contender.subject();
    }

    /** Opens so many connections, and closes them; returns what each takes. */
    public Measures measure(int connections) throws IOException, InterruptedException {
        try (Crowd first = contender.crowd(FIRST_CONNECTIONS, 1, BYTES)) {
            first.open();
        }
        // Until the server has noticed that they left.
        Thread.sleep(SETTLE_MILLIS);
        long heapBefore = liveHeap();
        Thread.sleep(SETTLE_MILLIS);
        long before = Memory.resident(subject.handle());
        long kernelBefore = Memory.kernel();
        try (Crowd crowd = contender.crowd(connections, 1, BYTES)) {
            ProcessorTime cpuBefore = ProcessorTime.of(subject.handle());
            double setUp = crowd.open();
            Duration cpu = ProcessorTime.of(subject.handle()).since(cpuBefore).total();
            double heap = (double) (liveHeap() - heapBefore) / connections;
            // Collectors give memory back to the system little by little.
            Thread.sleep(SETTLE_MILLIS);
            double resident = (double) (Memory.resident(subject.handle()) - before) / connections;
            long kernel = Memory.kernel() - kernelBefore;
            Measures measures = Measures.idle()
                    .with(Metric.RESIDENT, resident)
                    .with(Metric.SET_UP, setUp)
                    .with(Metric.SET_UP_CPU, cpu.toNanos() / 1e3 / connections);
            if (connections >= TELLING_CONNECTIONS) {
                measures = measures.with(Metric.KERNEL, (double) kernel / connections / ENDS);
            }
            return subject.isJvm() ? measures.with(Metric.HEAP, heap) : measures;
        }
    }

    private long liveHeap() throws IOException {
        return subject.isJvm() ? Memory.liveHeap(subject.handle().pid()) : 0;
    }
}
