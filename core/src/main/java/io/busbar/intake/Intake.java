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
import io.busbar.wire.ControlFrames;
import io.busbar.wire.EventData;
import io.busbar.wire.FrameEncoder;
import io.busbar.wire.Scratch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
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
    private static final byte[] GAP = ControlFrames.gap().getBytes();

    private final RuleCache rules;
    private final BiPredicate<String, Boolean> isWanted;
    private final long eventBytes;
    private final Counters counters;
    private final Set<String> reportedBodies = new HashSet<>();
    private final Burst faults = new Burst();
    private final Scratch scratch = new Scratch();

    /**
     * Why an event has no record.
     *
     * @param text what the plugin did that made it so
     */
    private record Fault(DropReason reason, String text) {}

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
        ByteBuf frame = scratch.clear();
        Fault fault = encode(event, frame);
        if (fault != null) {
            counters.dropped(fault.reason());
            if (author != null) {
                author.failedWith(event, fault.text());
            }
            return null;
        }
        ByteBuf copy = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(frame));
        return new LogRecord(event, seenByPatterns, copy, key, false);
    }

    /** Returns the record that says that events on {@code address} were lost; null if nobody is to be told. */
    public @Nullable LogRecord gap(String address, boolean seenByPatterns) {
        if (rules.permitting(address).isEmpty() || !isWanted.test(address, seenByPatterns)) {
            return null;
        }
        Event event = Event.of(address, null, Map.of());
        return new LogRecord(event, seenByPatterns, Unpooled.wrappedBuffer(GAP), null, true);
    }

    /** Lets go of its memory. */
    public void release() {
        scratch.release();
    }

    /** Encodes into {@code frame}, or returns why that is impossible. */
    private @Nullable Fault encode(Event event, ByteBuf frame) {
        try {
            String data = EventData.of(event.body());
            if (data == null) {
                return noText(event);
            }
            if (data.length() > eventBytes) {
                return tooLarge();
            }
            FrameEncoder.encode(event.type(), data, frame);
            return frame.readableBytes() > eventBytes ? tooLarge() : null;
        } catch (Throwable e) {
            // A body may hold objects of others, whose code runs here.
            if (faults.isFirst()) {
                LOG.warn("An event on " + event.address() + " could not be encoded", e);
            }
            return new Fault(DropReason.FAILED, "it made a body that can't be encoded: " + Causes.describe(e));
        }
    }

    private Fault tooLarge() {
        return new Fault(DropReason.TOO_LARGE, Results.tooLarge(eventBytes));
    }

    private Fault noText(Event event) {
        Object body = event.body();
        String type = String.valueOf(body == null ? null : body.getClass().getName());
        if (reportedBodies.size() < MOST_REPORTS && reportedBodies.add(type)) {
            LOG.warn("Events with a body of " + type + " are dropped; " + event.address() + " had one");
        }
        return new Fault(
                DropReason.UNSUPPORTED_BODY,
                "it made a body of " + type + ", which has no text: let it make a String, a JsonObject, a JsonArray, a"
                        + " number, a boolean, a Buffer or a byte[]");
    }
}
