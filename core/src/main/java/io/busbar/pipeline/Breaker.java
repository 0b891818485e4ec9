package io.busbar.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Notices that a plugin fails again and again. Open, it says that the plugin should be left alone; after a while it lets
 * calls through again, of which the first of the function that failed decides. Thread-safe.
 */
final class Breaker {

    private final int mostFailures;
    private final long retryNanos;

    // changed under this object's lock
    private volatile @Nullable Streak openedBy;
    private volatile long openedNanos;

    /**
     * Creates a closed breaker.
     *
     * @param mostFailures of one function in a row, before it opens; 0 for never
     * @param retryNanos after which time it lets calls through
     */
    Breaker(int mostFailures, long retryNanos) {
        this.mostFailures = mostFailures;
        this.retryNanos = retryNanos;
    }

    /** Returns whether the plugin should not be called now. */
    boolean isOpen() {
        return openedBy != null && System.nanoTime() - openedNanos < retryNanos;
    }

    /** The failures in a row of one function: what others of the plugin succeed in does not make them good. */
    final class Streak {
        // changed under the breaker's lock
        private volatile int failures;

        /** Notes a failure, and returns whether the breaker opened with that. */
        boolean failed() {
            synchronized (Breaker.this) {
                if (mostFailures == 0 || ++failures < mostFailures) {
                    return false;
                }
                boolean opens = openedBy == null;
                failures = mostFailures;
                openedNanos = System.nanoTime();
                openedBy = this;
                return opens;
            }
        }

        /** Notes a success, and returns whether the breaker closed with that. */
        boolean succeeded() {
            if (failures == 0) {
                return false;
            }
            synchronized (Breaker.this) {
                failures = 0;
                if (openedBy != this) {
                    return false;
                }
                openedBy = null;
                return true;
            }
        }
    }
}
