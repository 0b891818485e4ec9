package io.busbar.benchmarks.load.growth;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** The highest that something was while it was watched, by a thread of its own. */
final class Peak implements AutoCloseable {

    private final CompletableFuture<Exception> failure = new CompletableFuture<>();
    private volatile long highest = Long.MIN_VALUE;
    private volatile boolean closed;

    private Peak() {}

    /** Watches until it is closed; looks every so many milliseconds. */
    static Peak watch(Callable<Long> value, long millis) {
        Peak peak = new Peak();
        Thread thread = new Thread(() -> peak.run(value, millis), "peak");
        thread.setDaemon(true);
        thread.start();
        return peak;
    }

    private void run(Callable<Long> value, long millis) {
        try {
            while (!closed) {
                highest = Math.max(highest, value.call());
                Thread.sleep(millis);
            }
        } catch (Exception e) {
            failure.complete(e);
        }
    }

    /**
     * Returns the highest so far.
     *
     * @throws IllegalStateException if it could not be watched
     */
    long highest() {
        if (failure.isDone() || highest == Long.MIN_VALUE) {
            throw new IllegalStateException("nothing was seen", failure.getNow(null));
        }
        return highest;
    }

    @Override
    public void close() {
        closed = true;
    }
}
