package io.busbar;

import io.busbar.plugin.Event;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to the addresses {@code a0}, {@code a1}, … in turn, at a steady rate, from the test's thread. The data begins
 * with the address's number, the event's number of its address, and the time.
 */
final class LoadPublisher {

    static final int KEYS = 5;

    /** Over this many that are under way the publisher waits, so that a slow machine fails by its rate, not its memory. */
    private static final int MOST_UNDER_WAY = 2_000;

    private static final int MOST_MADE_UP = 100;

    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private final SseBridge bridge;
    private final int perSecond;
    private final String filler;
    private final boolean keyed;
    private final AtomicLongArray[] seqs;
    private final int[] published;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int nextAddress;

    /**
     * Creates a publisher.
     *
     * @param payload about the size of the data
     * @param keyed whether events have one of {@link #KEYS} keys, in turn
     * @param most the most events of one address
     */
    LoadPublisher(SseBridge bridge, int addresses, int perSecond, int payload, boolean keyed, int most) {
        this.bridge = bridge;
        this.perSecond = perSecond;
        this.filler = "x".repeat(payload - 30);
        this.keyed = keyed;
        this.published = new int[addresses];
        this.seqs = new AtomicLongArray[addresses];
        for (int i = 0; i < addresses; i++) {
            seqs[i] = new AtomicLongArray(most);
        }
    }

    /** Publishes until {@code done}, and calls {@code now and then} some ten times a second. */
    void publishUntil(BooleanSupplier done, Runnable nowAndThen) {
        long begin = System.nanoTime();
        long calledNanos = begin;
        long sent = 0;
        while (!done.getAsBoolean()) {
            long now = System.nanoTime();
            long due = (long) ((now - begin) / 1e9 * perSecond);
            if (due - sent > MOST_MADE_UP) {
                // Whoever was held up for long does not make up for it: nobody could keep up with that.
                begin += (long) ((due - sent - MOST_MADE_UP) * 1e9 / perSecond);
                due = sent + MOST_MADE_UP;
            }
            for (; sent < due && underWay.get() < MOST_UNDER_WAY; sent++) {
                publishNext();
            }
            if (now - calledNanos > 100_000_000) {
                calledNanos = now;
                nowAndThen.run();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    /** Returns whether the outcome of all is known. */
    boolean isSettled() {
        return underWay.get() == 0;
    }

    /** Returns how many were published, in all. */
    int total() {
        int total = 0;
        for (int number : published) {
            total += number;
        }
        return total;
    }

    /** Returns how many were published to one address. */
    int published(int address) {
        return published[address];
    }

    /** Returns the number in the id of an address's event; 0 without a history. */
    long seq(int address, int number) {
        return seqs[address].get(number);
    }

    private void publishNext() {
        int address = nextAddress;
        nextAddress = (nextAddress + 1) % published.length;
        int number = published[address]++;
        String body = address + " " + number + " " + System.nanoTime() + " " + filler;
        Map<String, String> headers = keyed ? Map.of(Event.KEY_HEADER, "k" + number % KEYS) : Map.of();
        underWay.incrementAndGet();
        bridge.publish("a" + address, body, headers)
                .onSuccess(id -> {
                    if (id != null) {
                        seqs[address].set(number, SlowReaders.seqOf(id));
                    }
                })
                .onFailure(failure::set)
                .onComplete(done -> underWay.decrementAndGet());
    }
}
