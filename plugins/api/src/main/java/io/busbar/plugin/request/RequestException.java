package io.busbar.plugin.request;

/** A request that can't be taken as it is. The message is for its sender, and quotes nothing of what was sent. */
public final class RequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates one, without a stack trace.
     *
     * @param status the HTTP status to answer with, 4xx
     * @param message what is wrong, in words
     */
    public RequestException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** Returns the HTTP status to answer with. */
    public int status() {
        return status;
    }
}
