package io.busbar.intake;

import io.busbar.address.AddressPattern;
import io.busbar.bus.BusMark;
import io.busbar.plugin.Event;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the event that code in this process wants to publish. */
public final class PublishedEvent {

    private PublishedEvent() {}

    /**
     * Returns the event.
     *
     * @param address the address; not empty, without a wildcard
     * @param body copied if it can be changed, as the caller may go on to do that
     * @param headers the message's headers, whose names are case-insensitive; a mark of another message is left out
     * @throws IllegalArgumentException if there can't be such an event
     */
    public static Event of(String address, @Nullable Object body, Map<String, String> headers) {
        if (AddressPattern.isPattern(address)) {
            throw new IllegalArgumentException("address must not hold a wildcard: " + address);
        }
        Map<String, String> others = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        others.putAll(headers);
        others.remove(BusMark.HEADER);
        if (others.containsValue(null)) {
            throw new IllegalArgumentException("headers must not be null: " + others);
        }
        return Event.of(address, copyOf(body), others)
                .withType(others.get(Event.TYPE_HEADER))
                .withKey(others.get(Event.KEY_HEADER));
    }

    private static @Nullable Object copyOf(@Nullable Object body) {
        if (body instanceof byte[] bytes) {
            return bytes.clone();
        }
        return body instanceof Shareable shared ? shared.copy() : body;
    }
}
