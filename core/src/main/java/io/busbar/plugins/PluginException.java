package io.busbar.plugins;

import io.busbar.pipeline.Causes;

/** A plugin can't be loaded or started; the message says why, and what its author or the operator can do. */
public final class PluginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates one with a whole sentence. */
    public PluginException(String message) {
        super(message);
    }

    private PluginException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns what to say of {@code cause}, which came out of the plugin's code. */
    static PluginException of(String plugin, String what, Throwable cause) {
        return new PluginException("plugin " + plugin + " " + what + ": " + Causes.describe(cause), cause);
    }
}
