package io.busbar.cluster.history;

/** Bytes are not what they should be, a {@link Batch} or a {@link Publication}; the message says where they are not. */
public final class BatchFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BatchFormatException(String message) {
        super(message);
    }

    BatchFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
