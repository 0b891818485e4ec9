package io.busbar.plugin;

/** Why a connection ended. Each connection ends with exactly one reason. */
public enum CloseReason {
    /** The client went away: it closed or reset the connection or the HTTP/2 stream, or the network did. */
    CLIENT("client"),

    /** The client read too slowly: events that it still had to get were about to leave, or had left, the window. */
    SLOW("slow"),

    /** The client took nothing at all for the configured stall time although there was something to write. */
    STALLED("stalled"),

    /** The bridge was closed, or the deployment that mounted it was undeployed. */
    SHUTDOWN("shutdown"),

    /**
     * The node lost touch with the log that the nodes of its cluster share, or a part of it is gone. With its last event id the
     * client goes on, on any node that is in touch.
     */
    DETACHED("detached"),

    /** Writing failed inside the server, which the log tells, or the application ended the response by itself. */
    FAILED("failed");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** Returns the reason as it appears in {@code busbar.closing} events, logs and counters, such as {@code slow}. */
    public String text() {
        return text;
    }
}
