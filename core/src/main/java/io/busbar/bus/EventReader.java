package io.busbar.bus;

import io.busbar.address.AddressPattern;
import io.busbar.metrics.Counters;
import io.busbar.metrics.DropReason;
import io.busbar.plugin.Event;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes events of the bus's messages. Confined to the hub's context. */
final class EventReader {

    private static final int CANNOT_REPLY = 501;

    private final BusMark mark;
    private final Counters counters;

    /**
     * Creates a reader.
     *
     * @param mark on messages that this bridge has published, and so has delivered, itself
     */
    EventReader(BusMark mark, Counters counters) {
        this.mark = mark;
        this.counters = counters;
    }

    /** Returns the event that {@code message} brings from {@code source}; null if it brings none. */
    @Nullable Event read(Message<Object> message, BusSource source) {
        if (mark.isOn(message)) {
            return null;
        }
        MultiMap headers = message.headers();
        if (message.replyAddress() != null) {
            message.fail(CANNOT_REPLY, "busbar does not reply");
            return dropped(DropReason.REQUEST);
        }
        String address = source.busAddress();
        if (source.addressHeader() != null) {
            address = headers.get(source.addressHeader());
            if (address == null || address.isEmpty() || AddressPattern.isPattern(address)) {
                return dropped(DropReason.NO_ADDRESS);
            }
            if (source.carried() != null && !source.carried().matches(address)) {
                return dropped(DropReason.FOREIGN_ADDRESS);
            }
        }
        Object body = message.body();
        Event event;
        try {
            event = Event.of(address, body, mapOf(headers));
        } catch (IllegalArgumentException e) {
            return dropped(DropReason.NO_ADDRESS);
        }
        String type = headers.get(Event.TYPE_HEADER);
        String key = headers.get(Event.KEY_HEADER);
        try {
            return type == null && key == null ? event : event.withType(type).withKey(key);
        } catch (IllegalArgumentException e) {
            return dropped(DropReason.INVALID_TYPE);
        }
    }

    private @Nullable Event dropped(DropReason reason) {
        counters.eventIn();
        counters.dropped(reason);
        return null;
    }

    /** Of a header that occurs several times, the first value counts. */
    private static Map<String, String> mapOf(MultiMap headers) {
        if (headers.isEmpty()) {
            return Map.of();
        }
        Map<String, String> map = new HashMap<>();
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase(BusMark.HEADER)) {
                map.putIfAbsent(name, value);
            }
        });
        return map;
    }
}
