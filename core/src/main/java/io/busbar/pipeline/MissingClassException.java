package io.busbar.pipeline;

/** A plugin lacks a class; the message is a sentence for its author. */
public final class MissingClassException extends ClassNotFoundException {

    private static final long serialVersionUID = 1L;

    /** Creates one with a whole sentence. */
    public MissingClassException(String message, ClassNotFoundException cause) {
        super(message, cause);
    }
}
