package io.busbar.pipeline;

/** Too many events are on their way through the plugins, or these have stopped the bridge. */
public final class OverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one. */
    public OverloadedException() {
        super("Too many events wait for plugins, or one has stopped the bridge", null, false, false);
    }
}
