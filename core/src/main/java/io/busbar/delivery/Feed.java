package io.busbar.delivery;

import io.busbar.address.SubscriptionKey;
import io.busbar.connection.SseConnection;
import io.busbar.window.SeqIndex;
import java.util.ArrayList;
import java.util.List;

/** One address or pattern on one event loop: what it has in the window, and who reads it. Confined to the loop. */
final class Feed {

    final SubscriptionKey key;
    final SeqIndex index = new SeqIndex();

    final Upstream.Acquisition acquisition;

    private final List<Subscription> subscriptions = new ArrayList<>();

    /** Streams that are open or being opened; the feed goes with the last. */
    int holds;

    /** Whether it got entries in this round, or waits for its next one. */
    boolean touched;

    boolean deferred;
    long lastRoundNanos;

    Feed(SubscriptionKey key, Upstream.Acquisition acquisition, long longAgoNanos) {
        this.key = key;
        this.acquisition = acquisition;
        this.lastRoundNanos = longAgoNanos;
    }

    /** Adds a reader; {@code isOnly} says whether it reads no other feed. */
    Subscription add(SseConnection connection, boolean isOnly) {
        Subscription subscription = new Subscription(this, connection, isOnly, subscriptions.size());
        subscriptions.add(subscription);
        return subscription;
    }

    void remove(Subscription subscription) {
        Subscription last = subscriptions.remove(subscriptions.size() - 1);
        if (last != subscription) {
            subscriptions.set(subscription.place, last);
            last.place = subscription.place;
        }
    }

    List<Subscription> subscriptions() {
        return subscriptions;
    }

    /** A connection that reads a feed, and where it stands in the feed's list, so that it can leave it at once. */
    static final class Subscription {
        final Feed feed;
        final SseConnection connection;
        final boolean isOnly;
        private int place;

        Subscription(Feed feed, SseConnection connection, boolean isOnly, int place) {
            this.feed = feed;
            this.connection = connection;
            this.isOnly = isOnly;
            this.place = place;
        }
    }
}
