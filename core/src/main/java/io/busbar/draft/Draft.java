package io.busbar.draft;

import io.busbar.plugin.Event;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to where it is recorded, with its frame if that was made on the way: the hub's context is one for all
 * addresses, and while it encodes a large event the small ones wait. Immutable.
 */
public final class Draft {

    private final Event event;
    private final @Nullable Encoded encoded;
    private final @Nullable UnfitException fault;

    private Draft(Event event, @Nullable Encoded encoded, @Nullable UnfitException fault) {
        this.event = event;
        this.encoded = encoded;
        this.fault = fault;
    }

    /** Returns a draft that is encoded by whoever records it, if anyone does. */
    public static Draft of(Event event) {
        return new Draft(event, null, null);
    }

    /**
     * Returns a draft that is encoded now, on the caller's thread. What is wrong with the event is told to whoever records it.
     *
     * @param eventBytes the largest frame
     */
    public static Draft encoded(Event event, long eventBytes) {
        try {
            return new Draft(event, Encoded.of(event, eventBytes), null);
        } catch (UnfitException e) {
            return new Draft(event, null, e);
        }
    }

    /** Returns the event as it came. */
    public Event event() {
        return event;
    }

    /** Returns the draft of what has become of the event: this one, if that is the event itself. */
    public Draft as(Event result) {
        return result == event ? this : of(result);
    }

    /**
     * Returns what is to be recorded; encodes the event if that has not been done.
     *
     * @param eventBytes the largest frame, as before
     * @throws UnfitException if it can't be recorded
     */
    public Encoded encode(long eventBytes) throws UnfitException {
        if (fault != null) {
            throw fault;
        }
        return encoded == null ? Encoded.of(event, eventBytes) : encoded;
    }
}
