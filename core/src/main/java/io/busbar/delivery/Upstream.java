package io.busbar.delivery;

import io.busbar.address.SubscriptionKey;
import io.busbar.plugin.CloseReason;
import io.busbar.plugin.Subscriber;
import io.vertx.core.Future;

/** Where the event loops get their events from: the hub, as they see it. Thread-safe. */
public interface Upstream {

    /**
     * What a loop gets of a key.
     *
     * @param indexedSince the loop is woken for all entries with larger numbers
     * @param recordedSince all that happened with a larger number is in the log
     */
    record Acquired(long indexedSince, long recordedSince) {}

    /** What a loop asked for. */
    interface Acquisition {

        /** Completes, on the loop, when events for the key reach it. */
        Future<Acquired> ready();

        /** Gives it up, whatever became of it; to be called once. */
        void release();
    }

    /** Begins to deliver events for {@code key} to {@code loop}. */
    Acquisition acquire(SubscriptionKey key, DeliveryLoop loop);

    /** Returns up to which entry all loops that want one have been woken for it. */
    long announced();

    /** Returns which log this is. */
    String epoch();

    /** Returns the number of the newest event that is in the log for good; completes on any context. */
    Future<Long> logEnd();

    /** Is told of a position that a reader gets to know, which may be none of an event. */
    void told(long seq);

    /** Is told of a stream that was opened. */
    void opened(Subscriber subscriber);

    /** Is told of a reader that has become slow. */
    void slow(Subscriber subscriber);

    /** Is told of a stream that has ended. */
    void closed(Subscriber subscriber, CloseReason reason);
}
