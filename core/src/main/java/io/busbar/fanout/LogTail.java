package io.busbar.fanout;

import io.busbar.delivery.DeliveryLoop;
import io.busbar.history.IdempotencyKey;
import io.busbar.history.LastValue;
import io.busbar.history.Log;
import io.busbar.history.LogRecord;
import io.busbar.history.PublishedKeys;
import io.busbar.permission.RuleCache;
import io.busbar.plugin.Event;
import io.busbar.window.Conflation;
import io.busbar.window.Entry;
import io.busbar.window.LastValues;
import io.busbar.window.Window;
import io.busbar.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes what comes out of the log: gives each record its frame in the window, and wakes the loops that want it. Confined
 * to the hub's context.
 */
final class LogTail implements Log.Tail {

    private final RuleCache rules;
    private final Interest interest;
    private final Window window;
    private final @Nullable LastValues lastValues;
    private final @Nullable Conflation conflation;
    private final PublishedKeys keys;
    private byte @Nullable [] idPrefix;
    private volatile long announced;

    /** Used again for each record. */
    private final ByteBuf id = Unpooled.buffer();

    /**
     * Creates a tail.
     *
     * @param lastValues null if they are not kept
     * @param conflation null if nobody conflates
     * @param epoch of the first ids; null if events have none
     */
    LogTail(
            RuleCache rules,
            Interest interest,
            Window window,
            @Nullable LastValues lastValues,
            @Nullable Conflation conflation,
            PublishedKeys keys,
            @Nullable String epoch) {
        this.rules = rules;
        this.interest = interest;
        this.window = window;
        this.lastValues = lastValues;
        this.conflation = conflation;
        this.keys = keys;
        this.announced = window.head();
        this.idPrefix = epoch == null ? null : prefixOf(epoch);
    }

    private static byte[] prefixOf(String epoch) {
        return (epoch + "-").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void branch(String epoch) {
        idPrefix = idPrefix == null ? null : prefixOf(epoch);
    }

    @Override
    public void accept(long seq, long nanos, LogRecord record) {
        id.clear();
        if (idPrefix != null) {
            FrameEncoder.encodeId(idPrefix, seq, id);
        }
        boolean isEvent = record.kind() == LogRecord.Kind.EVENT;
        boolean isOutage = record.kind() == LogRecord.Kind.OUTAGE;
        Event event = isOutage ? Window.OUTAGE : record.event();
        BitSet permitting = isEvent ? rules.permitting(event) : rules.permitting(event.address());
        Entry entry = window.append(nanos, event, permitting, record.seenByPatterns(), id, record.frame(), !isEvent);
        if (lastValues != null && isEvent) {
            lastValues.add(entry);
        }
        if (conflation != null && isEvent) {
            conflation.add(entry);
        }
        if (record.key() != null) {
            keys.add(record.key(), seq, true, nanos);
        }
        List<DeliveryLoop> interested =
                isOutage ? interest.all() : interest.of(event.address(), record.seenByPatterns());
        for (int i = 0; i < interested.size(); i++) {
            interested.get(i).wake(seq);
        }
        announced = seq;
    }

    @Override
    public void lastValue(LastValue value) {
        if (lastValues != null) {
            lastValues.restore(value, rules.permitting(value.record().event()));
        }
    }

    @Override
    public void mark(long seq, long nanos, @Nullable IdempotencyKey key) {
        window.mark(nanos);
        if (key != null) {
            keys.add(key, seq, false, nanos);
        }
        announced = seq;
    }

    /** Returns up to which entry the loops have been woken. Any thread. */
    long announced() {
        return announced;
    }

    void release() {
        id.release();
    }
}
