package io.busbar.history;

/** Nothing can be published any more. */
public final class LogClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public LogClosedException() {
        super("The bridge is closed", null, false, false);
    }
}
