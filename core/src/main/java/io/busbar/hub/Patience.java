package io.busbar.hub;

import java.util.concurrent.TimeUnit;

/**
 * Finds out whether tasks can wait for others to come: when many come one by one, and as many come while they wait. Callers
 * that ask again only when they have their answers would come less often, and are not to be kept waiting. Confined to one
 * thread.
 */
final class Patience {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double MANY_ROUNDS_PER_NANO = 2.0 / TimeUnit.MILLISECONDS.toNanos(1);

    /** Counts of one window differ by so much without a reason. */
    private static final double LEAST_SHARE = 0.6;

    /** After so many windows it is looked again at how many come when none waits. */
    private static final int MOST_WINDOWS = 20;

    private static final long IMPATIENT_NANOS = WINDOW_NANOS * MOST_WINDOWS;

    private long windowFrom;
    private long impatientTo;
    private int rounds;
    private int counted;
    private int windows;
    private double perNanoAtOnce;
    private boolean patient;

    Patience(long nowNanos) {
        windowFrom = nowNanos;
        impatientTo = nowNanos;
    }

    /** Notes that {@code tasks} have been done in one round; returns whether the next can wait. */
    boolean afterDoing(int tasks, long nowNanos) {
        rounds++;
        counted += tasks;
        long length = nowNanos - windowFrom;
        if (length >= WINDOW_NANOS) {
            decide((double) counted / length, (double) rounds / length, nowNanos);
            rounds = 0;
            counted = 0;
            windowFrom = nowNanos;
        }
        return patient;
    }

    private void decide(double perNano, double roundsPerNano, long nowNanos) {
        if (!patient) {
            perNanoAtOnce = perNano;
            patient = roundsPerNano >= MANY_ROUNDS_PER_NANO && nowNanos - impatientTo >= 0;
            windows = 0;
        } else if (perNano < LEAST_SHARE * perNanoAtOnce) {
            patient = false;
            impatientTo = nowNanos + IMPATIENT_NANOS;
        } else {
            patient = ++windows < MOST_WINDOWS;
        }
    }
}
