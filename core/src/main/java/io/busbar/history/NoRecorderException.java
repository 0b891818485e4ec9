package io.busbar.history;

/** No node has recorded in time; whether what was to be done is done is not known. */
public final class NoRecorderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public NoRecorderException() {
        super("No node records this bridge now", null, false, false);
    }
}
