package io.busbar.delivery;

import io.busbar.address.SubscriptionKey;
import io.busbar.history.Lineage;
import io.busbar.history.Log;
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

    /** Returns which ids are of this log, as far as is known here. */
    Lineage lineage();

    /** As {@link Log#end}; completes on any context. */
    Future<Long> logEnd(String epoch);

    /** Is told of a stream that was opened. */
    void opened(Subscriber subscriber);

    /** Is told of a reader that has become slow. */
    void slow(Subscriber subscriber);

    /** Is told of a stream that has ended. */
    void closed(Subscriber subscriber, CloseReason reason);
}
