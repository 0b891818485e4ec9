package io.busbar.delivery;

import io.busbar.address.SubscriptionKey;
import io.busbar.connection.SseConnection;
import io.busbar.window.SeqIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One address or pattern on one event loop: what it has in the window, and who reads it. Confined to the loop. */
final class Feed {

    final SubscriptionKey key;

    /** For streams that read nothing else. */
    final SeqIndex index = new SeqIndex();

    final Upstream.Acquisition acquisition;

    private final List<Subscription> ofOnly = new ArrayList<>();
    private final List<Subscription> ofSeveral = new ArrayList<>();

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

    /**
     * Adds a reader.
     *
     * @param own where it finds what all its feeds have; null if it reads this feed alone
     */
    Subscription add(SseConnection connection, @Nullable SeqIndex own) {
        List<Subscription> others = own == null ? ofOnly : ofSeveral;
        Subscription subscription = new Subscription(this, connection, own, others.size());
        others.add(subscription);
        return subscription;
    }

    void remove(Subscription subscription) {
        List<Subscription> others = subscription.own == null ? ofOnly : ofSeveral;
        Subscription last = others.remove(others.size() - 1);
        if (last != subscription) {
            others.set(subscription.place, last);
            last.place = subscription.place;
        }
    }

    /** Notes for all readers that the entry {@code seq} is one of this feed's. */
    void note(long seq) {
        index.add(seq);
        for (int i = 0; i < ofSeveral.size(); i++) {
            ofSeveral.get(i).noteOwn(seq);
        }
    }

    /** Returns the readers that read nothing else. */
    List<Subscription> ofOnly() {
        return ofOnly;
    }

    /** Returns the readers that read other feeds, too. */
    List<Subscription> ofSeveral() {
        return ofSeveral;
    }

    /** A connection that reads a feed, and where it stands in the feed's list, so that it can leave it at once. */
    static final class Subscription {
        final Feed feed;
        final SseConnection connection;
        private final @Nullable SeqIndex own;
        private int place;

        Subscription(Feed feed, SseConnection connection, @Nullable SeqIndex own, int place) {
            this.feed = feed;
            this.connection = connection;
            this.own = own;
            this.place = place;
        }

        private void noteOwn(long seq) {
            if (own != null) {
                own.add(seq);
            }
        }
    }
}
