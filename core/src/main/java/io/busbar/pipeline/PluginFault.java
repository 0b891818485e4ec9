package io.busbar.pipeline;

/** Says what a plugin did that it must not, without an exception of its own. */
class PluginFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PluginFault(String message) {
        super(message, null, false, true);
    }
}
