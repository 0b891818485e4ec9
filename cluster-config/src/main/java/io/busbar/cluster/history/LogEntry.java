package io.busbar.cluster.history;

import io.busbar.history.IdempotencyKey;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import org.jspecify.annotations.Nullable;

/** What has one number in the log: what a {@link Log.Tail} is given. Immutable. */
public sealed interface LogEntry {

    /**
     * A record, as {@link Log.Tail#accept} takes it.
     *
     * @param record the record
     */
    record Recorded(LogRecord record) implements LogEntry {}

    /**
     * A number that no event has, as {@link Log.Tail#mark} takes it.
     *
     * @param key under which something was published without being recorded; null if it is the begin of a recording
     */
    record Mark(@Nullable IdempotencyKey key) implements LogEntry {}
}
