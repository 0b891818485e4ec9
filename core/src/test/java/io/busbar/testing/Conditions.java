package io.busbar.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other threads do. */
public final class Conditions {

    /** How long the kit waits for anything, unless told otherwise: long enough for a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long POLL_MS = 5;

    private Conditions() {}

    /** Waits at most {@link #PATIENCE}, see {@link #await(String, BooleanSupplier, Duration)}. */
    public static void await(String description, BooleanSupplier condition) {
        await(description, condition, PATIENCE);
    }

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @param description what is waited for, for the failure's message
     * @throws AssertionError if it does not hold within {@code timeout}
     */
    public static void await(String description, BooleanSupplier condition, Duration timeout) {
        await(() -> description, condition, timeout);
    }

    /** As {@link #await(String, BooleanSupplier, Duration)}, with a description of how things stand at the end. */
    public static void await(Supplier<String> description, BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + timeout + ": " + description.get());
            }
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for: " + description.get(), e);
            }
        }
    }
}
