package io.busbar.intake;

import io.busbar.history.IdempotencyKey;
import io.busbar.history.LogRecord;
import io.busbar.metrics.Burst;
import io.busbar.metrics.Counters;
import io.busbar.metrics.DropReason;
import io.busbar.permission.RuleCache;
import io.busbar.pipeline.Causes;
import io.busbar.pipeline.Guard;
import io.busbar.pipeline.Results;
import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import io.busbar.wire.RecordFrames;
import io.netty.buffer.ByteBuf;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of events, before the log: finds out whether anyone may have each, and encodes it, once.
 * Confined to the hub's context.
 */
public final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int MOST_REPORTS = 100;

    private final RuleCache rules;
    private final BiPredicate<String, Boolean> isWanted;
    private final long eventBytes;
    private final Counters counters;
    private final Set<String> reportedBodies = new HashSet<>();
    private final Burst faults = new Burst();
    private final RecordFrames frames = new RecordFrames();
    private boolean released;

    /** An event can't have a record; the message says what the plugin did that made it so. */
    private static final class Unfit extends Exception {

        private static final long serialVersionUID = 1L;

        private final DropReason reason;

        Unfit(DropReason reason, String text) {
            super(text, null, false, false);
            this.reason = reason;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * Creates an intake.
     *
     * @param isWanted whether to record events of an address, which patterns see or not
     * @param eventBytes the largest frame
     */
    public Intake(RuleCache rules, BiPredicate<String, Boolean> isWanted, long eventBytes, Counters counters) {
        this.rules = rules;
        this.isWanted = isWanted;
        this.eventBytes = eventBytes;
        this.counters = counters;
    }

    /**
     * Returns the record to append to the log for {@code event}; null if nobody gets it.
     *
     * @param author the plugin that made it what it is, which is told of its faults; null if it is as it came
     */
    public @Nullable LogRecord record(
            Event event, boolean seenByPatterns, @Nullable IdempotencyKey key, @Nullable Guard author) {
        if (rules.permitting(event).isEmpty()) {
            counters.dropped(DropReason.NOT_PERMITTED);
            return null;
        }
        if (!isWanted.test(event.address(), seenByPatterns)) {
            return null;
        }
        LogRecord record;
        try {
            record = encode(event, seenByPatterns, key);
        } catch (Unfit e) {
            counters.dropped(e.reason);
            if (author != null) {
                author.failedWith(event, e.text());
            }
            return null;
        }
        if (author != null) {
            author.delivered();
        }
        return record;
    }

    /** Returns the record that says that events on {@code address} were lost; null if nobody is to be told. */
    public @Nullable LogRecord gap(String address, boolean seenByPatterns) {
        if (rules.permitting(address).isEmpty() || !isWanted.test(address, seenByPatterns)) {
            return null;
        }
        Event event = Event.of(address, null, Map.of());
        return new LogRecord(event, seenByPatterns, frames.ofGap(), null, LogRecord.Kind.GAP);
    }

    /** Lets go of its memory; it must not be asked for records any more. */
    public void release() {
        released = true;
        frames.release();
    }

    /** Returns whether it is over. */
    public boolean isReleased() {
        return released;
    }

    private LogRecord encode(Event event, boolean seenByPatterns, @Nullable IdempotencyKey key) throws Unfit {
        try {
            Object body = event.body();
            String data = EventData.of(body);
            if (data == null) {
                throw noText(event);
            }
            if (data.length() > eventBytes) {
                throw tooLarge();
            }
            ByteBuf frame = frames.of(event, data);
            if (frame.readableBytes() > eventBytes) {
                throw tooLarge();
            }
            Object retained = RetainedBody.of(body, data);
            Event kept = retained == body ? event : event.withBody(retained);
            return new LogRecord(kept, seenByPatterns, frame, key, LogRecord.Kind.EVENT);
        } catch (Unfit e) {
            throw e;
        } catch (Throwable e) {
            // A body may hold objects of others, whose code runs here.
            if (faults.isFirst()) {
                LOG.warn("An event on " + event.address() + " could not be encoded", e);
            }
            throw new Unfit(DropReason.FAILED, "it made a body that can't be encoded: " + Causes.describe(e));
        }
    }

    private Unfit tooLarge() {
        return new Unfit(DropReason.TOO_LARGE, Results.tooLarge(eventBytes));
    }

    private Unfit noText(Event event) {
        Object body = event.body();
        String type = String.valueOf(body == null ? null : body.getClass().getName());
        if (reportedBodies.size() < MOST_REPORTS && reportedBodies.add(type)) {
            LOG.warn("Events with a body of " + type + " are dropped; " + event.address() + " had one");
        }
        return new Unfit(
                DropReason.UNSUPPORTED_BODY,
                "it made a body of " + type + ", which has no text: let it make a String, a JsonObject, a JsonArray, a"
                        + " number, a boolean, a Buffer or a byte[]");
    }
}
