package io.busbar.cluster.history;

import io.busbar.history.IdempotencyKey;
import io.busbar.history.LogRecord;
import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import io.busbar.wire.RecordFrames;
import io.netty.buffer.ByteBuf;

/**
 * Entries of a batch. The frame of a record is not written: it is what its event says, so whoever reads the entry makes
 * the same again.
 */
final class EntryCodec {

    private static final int KIND = 3;
    private static final int EVENT = 0;
    private static final int GAP = 1;
    private static final int OUTAGE = 2;
    private static final int MARK = 3;
    private static final int SEEN_BY_PATTERNS = 4;
    private static final int HAS_KEY = 8;
    private static final int MOST_FLAGS = KIND | SEEN_BY_PATTERNS | HAS_KEY;

    private EntryCodec() {}

    /**
     * Writes an entry.
     *
     * @param baseMillis the time of its batch
     * @throws IllegalArgumentException if its event has a body of a type that can't be written
     */
    static void write(LogEntry entry, long baseMillis, CodecOutput out) {
        if (entry instanceof LogEntry.Recorded recorded) {
            LogRecord record = recorded.record();
            out.writeByte(kindOf(record)
                    | (record.seenByPatterns() ? SEEN_BY_PATTERNS : 0)
                    | (record.key() == null ? 0 : HAS_KEY));
            EventCodec.writeKey(record.key(), out);
            EventCodec.write(record.event(), baseMillis, out);
        } else if (entry instanceof LogEntry.Mark mark) {
            out.writeByte(MARK | (mark.key() == null ? 0 : HAS_KEY));
            EventCodec.writeKey(mark.key(), out);
        }
    }

    private static int kindOf(LogRecord record) {
        return switch (record.kind()) {
            case EVENT -> EVENT;
            case GAP -> GAP;
            case OUTAGE -> OUTAGE;
        };
    }

    /** Reads an entry. */
    static LogEntry read(long baseMillis, CodecInput in) {
        int flags = in.readByte();
        int kind = flags & KIND;
        boolean seenByPatterns = (flags & SEEN_BY_PATTERNS) != 0;
        if (flags > MOST_FLAGS || (kind == MARK && seenByPatterns)) {
            throw in.fault("an entry with the unknown flags " + flags);
        }
        IdempotencyKey key = EventCodec.readKey((flags & HAS_KEY) != 0, in);
        if (kind == MARK) {
            return new LogEntry.Mark(key);
        }
        Event event = EventCodec.read(baseMillis, in);
        if (kind == EVENT) {
            ByteBuf frame = frameOf(event);
            return new LogEntry.Recorded(new LogRecord(event, seenByPatterns, frame, key, LogRecord.Kind.EVENT));
        }
        LogRecord.Kind loss = kind == GAP ? LogRecord.Kind.GAP : LogRecord.Kind.OUTAGE;
        return new LogEntry.Recorded(new LogRecord(event, seenByPatterns, RecordFrames.ofGap(), key, loss));
    }

    private static ByteBuf frameOf(Event event) {
        String data;
        try {
            data = EventData.of(event.body());
        } catch (RuntimeException e) {
            throw new BatchFormatException("an event whose body has no text", e);
        }
        if (data == null) {
            throw new BatchFormatException("an event whose body has no text");
        }
        return RecordFrames.of(event, data);
    }
}
