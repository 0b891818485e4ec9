package io.busbar.pipeline;

/**
 * Notices that a plugin fails again and again. Open, it says that the plugin should be left alone; after a while it lets
 * calls through again, of which the first decides. Thread-safe.
 */
final class Breaker {

    private final int mostFailures;
    private final long retryNanos;

    // changed under this object's lock
    private volatile int failures;
    private volatile boolean open;
    private volatile long openedNanos;

    /**
     * Creates a closed breaker.
     *
     * @param mostFailures in a row, before it opens; 0 for never
     * @param retryNanos after which time it lets calls through
     */
    Breaker(int mostFailures, long retryNanos) {
        this.mostFailures = mostFailures;
        this.retryNanos = retryNanos;
    }

    /** Returns whether the plugin should not be called now. */
    boolean isOpen() {
        return open && System.nanoTime() - openedNanos < retryNanos;
    }

    /** Notes a failure, and returns whether it opened with that. */
    synchronized boolean failed() {
        if (mostFailures == 0 || ++failures < mostFailures) {
            return false;
        }
        boolean opens = !open;
        failures = mostFailures;
        openedNanos = System.nanoTime();
        open = true;
        return opens;
    }

    /** Notes a success, and returns whether it closed with that. */
    boolean succeeded() {
        if (failures == 0) {
            return false;
        }
        synchronized (this) {
            boolean closes = open;
            failures = 0;
            open = false;
            return closes;
        }
    }
}
