package io.busbar.draft;

import org.jspecify.annotations.Nullable;

/** An event can't be recorded, whoever tries. Has no stack trace. */
public final class UnfitException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /** What is wrong with an event. */
    public enum Fault {
        /** Its body is of a type that has no text. */
        NO_TEXT,
        /** Its frame is larger than the bridge allows. */
        TOO_LARGE,
        /** It can't be encoded, which the cause tells about. */
        FAILED
    }

    UnfitException(Fault fault, @Nullable Throwable cause) {
        super(fault.name(), cause, false, false);
        this.fault = fault;
    }

    /** Returns what is wrong. */
    public Fault fault() {
        return fault;
    }
}
