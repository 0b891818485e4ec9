package io.busbar.bus;

/**
 * The mark on messages that a bridge puts on the bus for a publisher. The bridge has delivered them itself, and skips
 * them when they come back from the bus; applications and other bridges see them as any message.
 */
public final class BusMark {

    /** The header that carries the mark. Clients can't set it: no header of a request goes to the bus as it is. */
    public static final String HEADER = "busbar-log";

    private BusMark() {}
}
