package io.busbar.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** Measured runs on one cluster, one after the other. Events are numbered through, so that stragglers of one don't count in the next. */
final class Trials {

    private static final long LOOK_MILLIS = 20;
    private static final long STILL_NANOS = 2_000_000_000L;
    private static final long MOST_NANOS = 15_000_000_000L;

    private final LoadCluster cluster;
    private long next = 1;

    /** Creates runs on {@code cluster}. */
    Trials(LoadCluster cluster) {
        this.cluster = cluster;
    }

    /** Publishes for so many milliseconds, and waits until {@code crowd} has seen everything, or nothing comes any more. */
    Outcome run(Crowd crowd, Publishing publishing, double rate, long millis) throws Exception {
        long first = next;
        crowd.reset(first);
        Duration serversBefore = cluster.cpu();
        Duration generatorBefore = generatorCpu();
        long start = System.nanoTime();
        Publishing.Published published = publishing.publish(first, rate, millis);
        next += published.sent();
        Crowd.Sight sight = await(crowd, first, published.sent());
        return new Outcome(
                rate,
                published,
                sight,
                start,
                cluster.servers().size(),
                cluster.cpu().minus(serversBefore),
                generatorCpu().minus(generatorBefore));
    }

    private static Crowd.Sight await(Crowd crowd, long first, long count) throws InterruptedException {
        long start = System.nanoTime();
        long movedNanos = start;
        Crowd.Sight sight = crowd.look(first, count);
        while (sight.wrong() > 0) {
            Thread.sleep(LOOK_MILLIS);
            Crowd.Sight now = crowd.look(first, count);
            long nanos = System.nanoTime();
            if (now.delivered() != sight.delivered()) {
                movedNanos = nanos;
            } else if (nanos - movedNanos > STILL_NANOS) {
                break;
            }
            sight = now;
            if (nanos - start > MOST_NANOS) {
                break;
            }
        }
        return sight;
    }

    private Duration generatorCpu() throws IOException {
        return CpuTime.of(ProcessHandle.current().pid()).plus(cluster.member().cpu());
    }
}
