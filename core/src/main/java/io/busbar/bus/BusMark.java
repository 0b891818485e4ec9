package io.busbar.bus;

import io.vertx.core.eventbus.Message;

/**
 * The mark on messages that a bridge puts on the bus for a publisher. The bridge has delivered them itself, and skips
 * them when they come back from the bus; applications and other bridges see them as any message. It names the address,
 * so that a message that is forwarded elsewhere with all its headers is not taken for the bridge's own.
 *
 * @param log the bridge and its log
 */
public record BusMark(String log) {

    /** The header that carries the mark. Clients can't set it: no header of a request goes to the bus as it is. */
    public static final String HEADER = "busbar-log";

    /** Returns what the header says on a message to {@code address}. */
    public String on(String address) {
        return log + "/" + address;
    }

    /** Returns whether {@code message} is one of this bridge's own. */
    boolean isOn(Message<?> message) {
        String found = message.headers().get(HEADER);
        return found != null && found.startsWith(log) && found.equals(on(message.address()));
    }
}
