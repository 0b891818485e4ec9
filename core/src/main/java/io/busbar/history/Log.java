package io.busbar.history;

import io.vertx.core.Future;

/**
 * Gives a bridge's events their one order. What is appended gets the next number, and reaches the tail when it is in the
 * log for good: each record once, in the order of the numbers, without a gap. What the tail has got it retains itself.
 *
 * <p>All methods are called on the hub's context, which also completes the futures and calls the tail.
 */
public interface Log {

    /** Gets what is in the log. */
    interface Tail {

        /** Called with each record, and its number: 1, then always one more, be it a record's or a mark's. */
        void accept(long seq, LogRecord record);

        /**
         * Called with a number that no record has: from here on more is recorded. So a position from before differs from
         * one after it, although nothing that could be recorded happened in between.
         */
        void mark(long seq);
    }

    /** Returns which log this is, for ids: letters and digits, different from any log before. */
    String epoch();

    /** Begins to give {@code tail} what is in the log; to be called once, before anything is appended. */
    Future<Void> open(Tail tail);

    /**
     * Appends a record.
     *
     * @return completes with its number, when the tail has got it; fails if it is not in the log
     */
    Future<Long> append(LogRecord record);

    /** Returns the number of the newest record that is in the log for good, or 0. */
    Future<Long> end();

    /**
     * Says that from now on all events of {@code address} are appended; marks that in the log.
     *
     * @return completes with the number since when that is so: everything that happened there and has a larger number is
     *     in the log. The same for all calls until {@link #stopRecording}
     */
    Future<Long> startRecording(String address);

    /** Says that the present end may be told to a reader as its position. */
    void endTold();

    /** Says that events of {@code address} may be missing from now on. */
    void stopRecording(String address);

    /** Ends it. Nothing may be appended any more. */
    Future<Void> close();
}
