package io.busbar.intake;

import io.busbar.draft.Draft;
import io.busbar.draft.Encoded;
import io.busbar.draft.UnfitException;
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
import io.busbar.wire.RecordFrames;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of events, before the log: finds out whether anyone may have each, and encodes it, unless that is done.
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
    private boolean released;

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
     * Returns the record to append to the log for a draft; null if nobody gets it.
     *
     * @param author the plugin that made the event what it is, which is told of its faults; null if it is as it came
     */
    public @Nullable LogRecord record(
            Draft draft, boolean seenByPatterns, @Nullable IdempotencyKey key, @Nullable Guard author) {
        Event event = draft.event();
        if (rules.permitting(event).isEmpty()) {
            counters.dropped(DropReason.NOT_PERMITTED);
            return null;
        }
        if (!isWanted.test(event.address(), seenByPatterns)) {
            return null;
        }
        Encoded encoded;
        try {
            encoded = draft.encode(eventBytes);
        } catch (UnfitException e) {
            String text = drop(event, e);
            if (author != null) {
                author.failedWith(event, text);
            }
            return null;
        }
        if (author != null) {
            author.delivered();
        }
        return new LogRecord(encoded.event(), seenByPatterns, encoded.frame(), key, LogRecord.Kind.EVENT);
    }

    /** Returns the record that says that events on {@code address} were lost; null if nobody is to be told. */
    public @Nullable LogRecord gap(String address, boolean seenByPatterns) {
        if (rules.permitting(address).isEmpty() || !isWanted.test(address, seenByPatterns)) {
            return null;
        }
        Event event = Event.of(address, null, Map.of());
        return new LogRecord(event, seenByPatterns, RecordFrames.ofGap(), null, LogRecord.Kind.GAP);
    }

    /** Ends it; it must not be asked for records any more. */
    public void release() {
        released = true;
    }

    /** Returns whether it is over. */
    public boolean isReleased() {
        return released;
    }

    /** Counts and logs that an event can't be recorded, and returns what the plugin did that made it so. */
    private String drop(Event event, UnfitException e) {
        return switch (e.fault()) {
            case NO_TEXT -> {
                counters.dropped(DropReason.UNSUPPORTED_BODY);
                yield noText(event);
            }
            case TOO_LARGE -> {
                counters.dropped(DropReason.TOO_LARGE);
                yield Results.tooLarge(eventBytes);
            }
            case FAILED -> {
                counters.dropped(DropReason.FAILED);
                Throwable cause = Objects.requireNonNull(e.getCause());
                if (faults.isFirst()) {
                    LOG.warn("An event on " + event.address() + " could not be encoded", cause);
                }
                yield "it made a body that can't be encoded: " + Causes.describe(cause);
            }
        };
    }

    private String noText(Event event) {
        Object body = event.body();
        String type = String.valueOf(body == null ? null : body.getClass().getName());
        if (reportedBodies.size() < MOST_REPORTS && reportedBodies.add(type)) {
            LOG.warn("Events with a body of " + type + " are dropped; " + event.address() + " had one");
        }
        return "it made a body of " + type + ", which has no text: let it make a String, a JsonObject, a JsonArray, a"
                + " number, a boolean, a Buffer or a byte[]";
    }
}
