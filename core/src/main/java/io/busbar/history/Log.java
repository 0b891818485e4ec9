package io.busbar.history;

import io.busbar.draft.Draft;
import io.busbar.plugin.Event;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a bridge's events in their one order, and says which node records them: the log of one node, or of a cluster.
 *
 * <p>All methods, of the types within as well, are called on the hub's context, which also completes the futures.
 */
public interface Log {

    /** What a node does for the log. */
    interface Node {

        /**
         * Follows a log: what comes into it after {@code end} is given to the result, without a gap. What was followed
         * before is over, as after {@link #unfollow}.
         *
         * @param epoch which log this is, for ids: letters and digits, different from any log before
         * @param end the number of the last entry that is not given
         */
        Tail follow(String epoch, long end);

        /**
         * Follows nothing any more: whoever reads is sent away, and whoever comes is refused until something is followed
         * again. Nothing must be given to the tail after that.
         */
        void unfollow();

        /**
         * Returns the newest events of addresses: those with a number between {@code after} and {@code before}, oldest first,
         * at least one if there is any, and no more than some that have {@code bytes} in all. Empty if none are kept.
         */
        List<LastValue> lastValues(long after, long before, long bytes);

        /** Makes this node the one that records; the log that is followed is the one to append to. */
        Recording record(Appender appender);
    }

    /** Gets what is in the log for good: each entry once, in the order of the numbers. */
    interface Tail {

        /**
         * Called with each record, and its number: always one more, be it a record's or a mark's.
         *
         * @param nanos when it was recorded, by {@link System#nanoTime} of this node; not less than for the entry before
         */
        void accept(long seq, long nanos, LogRecord record);

        /**
         * Called with a number that no event has: of the begin of a recording, so that a position from before differs from
         * one after it although nothing that could be recorded happened in between; or of what was published without
         * being recorded.
         *
         * @param nanos as for {@link #accept}
         * @param key under which that was published; null if it is the begin of a recording
         */
        void mark(long seq, long nanos, @Nullable IdempotencyKey key);

        /**
         * Called with the newest event of an address that was in the log before what this tail was given, oldest first; of no
         * effect if it has got an event of that address.
         */
        void lastValue(LastValue value);

        /** Called when ids have another epoch from the next entry on, see {@link Lineage}. */
        void branch(String epoch);
    }

    /** The log as the node that records writes it. */
    interface Appender {

        /** Returns which log it is. */
        String epoch();

        /**
         * Appends a record.
         *
         * @return completes with its number, when the tail has got it; fails if it is not in the log
         */
        Future<Long> append(LogRecord record);

        /** Notes what was published under a key, and not recorded; completes as {@link #append}. */
        Future<Long> append(IdempotencyKey key);

        /**
         * Says that from now on all events of {@code address} are appended; marks that in the log.
         *
         * @return completes with the number since when that is so: everything that happened there and has a larger number
         *     is in the log. The same for all calls until {@link #stopRecording}
         */
        Future<Long> startRecording(String address);

        /** Says that events of {@code address} may be missing from now on. */
        void stopRecording(String address);
    }

    /** The work of the node that records. */
    interface Recording {

        /**
         * Begins to consume the listed sources, and {@code addresses}, which were recorded before; completes when the bus
         * knows.
         */
        Future<Void> start(Collection<String> addresses);

        /** As {@link Log#hold}, on this node. */
        Hold hold(String address);

        /** As {@link Log#publish}, on this node; completes with the number. */
        Future<@Nullable Long> publish(Draft draft, @Nullable IdempotencyKey key);

        /** As {@link Log#feed}, on this node. */
        Future<Void> feed(Event event);

        /**
         * Publishes nothing new, and consumes nothing any more; completes when the bus knows, until when what comes is still
         * appended. Calling it again is the same.
         */
        Future<Void> stop();
    }

    /**
     * That an address is recorded, for somebody.
     *
     * @param recordedSince completes with the number since when all its events are in the log; fails if the bus refuses, or
     *     a limit is reached
     * @param release gives it up; to be called once, whatever became of it
     */
    record Hold(Future<Long> recordedSince, Runnable release) {}

    /**
     * Begins: has {@code node} follow the log, and record, if that is its turn. To be called once.
     *
     * @return completes when the listed sources are recorded
     */
    Future<Void> open(Node node);

    /** Completes with the number since when all events of the listed sources are in the log. */
    Future<Long> sourcesRecordedSince();

    /**
     * Returns whether nodes share it, and so another one than this may record. Any thread.
     */
    boolean isShared();

    /** Returns the id of the node that records; null if only this one can, or nobody is known to. Any thread. */
    @Nullable String recorder();

    /** Has an address recorded that no listed source brings. */
    Hold hold(String address);

    /**
     * Has the event of {@code draft} recorded, and then put on the bus.
     *
     * @param key under which that is done once; null for whenever it comes
     * @return completes with the position of the last entry that the plugins made of it; with null if there is none
     */
    Future<@Nullable EventId> publish(Draft draft, @Nullable IdempotencyKey key);

    /**
     * Has {@code event} recorded, as one of a listed source.
     *
     * @return completes when the chain is done with it; if it fails, it may be recorded all the same
     */
    Future<Void> feed(Event event);

    /**
     * Completes with the number of the newest entry that is in the log for good, and that an id of {@code epoch} may stand for; -1
     * if that is not of this log.
     */
    Future<Long> end(String epoch);

    /** Says that the present end may be told to a reader as its position. */
    void endTold();

    /**
     * Lets another node record, if nodes share the log; this one does not any more, but goes on following it, and asking
     * the other. Completes when nothing is recorded here; until {@link #close}. A log of one node has nobody to hand over
     * to, and goes on.
     */
    default Future<Void> handOver() {
        return Future.succeededFuture();
    }

    /** Ends it. */
    Future<Void> close();
}
