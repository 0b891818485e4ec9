package io.busbar.benchmarks.load.node;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.server.Memory;
import io.busbar.benchmarks.load.server.ProcessorTime;
import io.busbar.benchmarks.load.server.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;

/** What connections cost without events, on a server that was just started: used ones have memory left over. */
final class IdleConnections {

    private static final int FIRST_CONNECTIONS = 500;
    private static final int BYTES = 200;
    private static final long SETTLE_MILLIS = 1_000;

    private final Contender contender;
    private final Subject subject;

    IdleConnections(Contender contender) {
        this.contender = contender;
        subject = contender.subject();
    }

    /** Opens so many connections, and closes them. */
    Measures measure(int connections) throws IOException, InterruptedException {
        try (Crowd first = contender.crowd(FIRST_CONNECTIONS, 1, BYTES)) {
            first.open();
        }
        Thread.sleep(SETTLE_MILLIS);
        long heapBefore = liveHeap();
        long before = Memory.resident(subject.handle());
        try (Crowd crowd = contender.crowd(connections, 1, BYTES)) {
            ProcessorTime cpuBefore = ProcessorTime.of(subject.handle());
            double setUp = crowd.open();
            Duration cpu = ProcessorTime.of(subject.handle()).since(cpuBefore).total();
            Thread.sleep(SETTLE_MILLIS);
            double heap = (double) (liveHeap() - heapBefore) / connections;
            double resident = (double) (Memory.resident(subject.handle()) - before) / connections;
            return Measures.idle(
                    resident,
                    subject.isJvm() ? OptionalDouble.of(heap) : OptionalDouble.empty(),
                    setUp,
                    cpu.toNanos() / 1e3 / connections);
        }
    }

    private long liveHeap() throws IOException {
        return subject.isJvm() ? Memory.liveHeap(subject.handle().pid()) : 0;
    }
}
