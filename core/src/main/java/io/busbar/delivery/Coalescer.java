package io.busbar.delivery;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Decides when the readers of feeds that got entries write: at once after quiet, and after three quarters of the
 * coalescing time; those of a busy feed together, when that time is over since its last round. Confined to one event loop,
 * with one timer for all its feeds.
 */
final class Coalescer {

    private final EventLoop eventLoop;
    private final long coalesceNanos;

    /** What comes about as often as there may be rounds would be gathered with nothing, and be late. */
    private final long atOnceNanos;

    private final Consumer<Feed> round;
    private final Runnable afterRounds;
    private final List<Feed> touched = new ArrayList<>();
    private final List<Feed> deferred = new ArrayList<>();

    /**
     * Creates a coalescer.
     *
     * @param round called with each feed whose readers are to write
     * @param afterRounds called when a timer's rounds are over
     */
    Coalescer(EventLoop eventLoop, long coalesceNanos, Consumer<Feed> round, Runnable afterRounds) {
        this.eventLoop = eventLoop;
        this.coalesceNanos = coalesceNanos;
        this.atOnceNanos = coalesceNanos / 4;
        this.round = round;
        this.afterRounds = afterRounds;
    }

    /** Notes that {@code feed} got an entry; one that waits for its round takes it along. */
    void touch(Feed feed) {
        if (!feed.touched && !feed.deferred) {
            feed.touched = true;
            touched.add(feed);
        }
    }

    /** Begins the rounds of those feeds that need not wait. */
    void begin() {
        long now = System.nanoTime();
        for (Feed feed : touched) {
            feed.touched = false;
            long wait = feed.lastRoundNanos + coalesceNanos - now;
            if (wait <= atOnceNanos) {
                begin(feed, now);
            } else {
                feed.deferred = true;
                deferred.add(feed);
                if (deferred.size() == 1) {
                    eventLoop.schedule(this::endDeferral, wait, TimeUnit.NANOSECONDS);
                }
            }
        }
        touched.clear();
    }

    /** Those that were deferred later go along, so nothing waits longer than the coalescing time. */
    private void endDeferral() {
        long now = System.nanoTime();
        for (Feed feed : deferred) {
            feed.deferred = false;
            begin(feed, now);
        }
        deferred.clear();
        afterRounds.run();
    }

    private void begin(Feed feed, long now) {
        feed.lastRoundNanos = now;
        round.accept(feed);
    }
}
