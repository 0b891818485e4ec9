package io.busbar.plugin;

/** An idempotency key was used again for something else. */
public final class IdempotencyConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public IdempotencyConflictException() {
        super("This idempotency key was used for another message", null, false, false);
    }
}
