package io.busbar.benchmarks.load.trial;

import io.busbar.benchmarks.load.client.Crowd;
import io.busbar.benchmarks.load.client.Publishing;
import io.busbar.benchmarks.load.client.Series;
import io.busbar.benchmarks.load.client.Sight;
import io.busbar.benchmarks.load.server.ProcessorTime;

/** Measured runs, one after the other. Events are numbered through, so that stragglers of one don't count in the next. */
public final class Trials {

    private static final long LOOK_MILLIS = 10;
    private static final long STILL_NANOS = 2_000_000_000L;
    private static final long MOST_NANOS = 30_000_000_000L;

    private final Accounts accounts;
    private long next = 1;

    /** Creates runs that count in these accounts. */
    public Trials(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Publishes for so many milliseconds, and waits until {@code crowd} has seen everything, or nothing comes any more. */
    public Outcome run(Crowd crowd, Publishing publishing, double rate, long millis) throws Exception {
        return run(crowd, publishing, Series.of(next, rate, millis));
    }

    /** Publishes as many events, as fast as they are acknowledged, and waits likewise; {@code millis} is the most that it may take. */
    public Outcome burst(Crowd crowd, Publishing publishing, long events, long millis) throws Exception {
        return run(crowd, publishing, new Series(next, Series.UNLIMITED, events, millis));
    }

    private Outcome run(Crowd crowd, Publishing publishing, Series series) throws Exception {
        crowd.reset(series.first());
        ProcessorTime serversBefore = accounts.servers();
        ProcessorTime loadBefore = accounts.load();
        long start = System.nanoTime();
        Publishing.Published published = publishing.publish(series);
        next += published.sent();
        await(crowd, published.sent() * crowd.groups());
        ProcessorTime servers = accounts.servers().since(serversBefore);
        ProcessorTime load = accounts.load().since(loadBefore);
        Sight sight = crowd.look(series.first(), published.sent());
        return new Outcome(series, published, sight, start, servers, load);
    }

    private static void await(Crowd crowd, long expected) throws InterruptedException {
        long start = System.nanoTime();
        long movedNanos = start;
        long before = 0;
        long delivered = crowd.delivered();
        while (delivered < expected) {
            Thread.sleep(LOOK_MILLIS);
            long now = System.nanoTime();
            if (delivered != before) {
                movedNanos = now;
            }
            if (now - movedNanos > STILL_NANOS || now - start > MOST_NANOS) {
                return;
            }
            before = delivered;
            delivered = crowd.delivered();
        }
    }
}
