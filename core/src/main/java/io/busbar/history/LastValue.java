package io.busbar.history;

/**
 * The newest event of an address. Immutable.
 *
 * @param seq the number of its entry in the log
 * @param record the event's record; without a key
 */
public record LastValue(long seq, LogRecord record) {}
