package io.busbar.pipeline;

/** A plugin failed that is not configured as fail-open, so what was asked for can't be done now. */
public final class PluginFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one. The plugin's guard tells what happened. */
    public PluginFailedException() {
        super("A plugin failed", null, false, false);
    }
}
