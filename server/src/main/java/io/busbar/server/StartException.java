package io.busbar.server;

/** A node that could not start although its configuration is right. The message is one sentence for its operator. */
final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns the failure to listen at {@code host} and {@code port}; {@code key} names the part of the configuration. */
    static StartException cannotListen(String key, String host, int port, Throwable cause) {
        // The native transport says "bind(..) failed with error(-98): Address already in use".
        String message = String.valueOf(cause.getMessage());
        String reason = message.substring(message.lastIndexOf("): ") < 0 ? 0 : message.lastIndexOf("): ") + 3);
        return new StartException("can't listen on " + host + ":" + port + " (" + key + "): " + reason, cause);
    }
}
