package io.busbar.pipeline;

/** A plugin took too long over an answer. */
final class UnansweredException extends PluginFault {

    private static final long serialVersionUID = 1L;

    UnansweredException(long timeoutMs) {
        super("no answer within " + timeoutMs + " ms");
    }
}
