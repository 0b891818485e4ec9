package io.busbar.testing;

import io.busbar.HistoryOptions;
import io.busbar.SourceOptions;
import io.busbar.SseBridgeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Recording events, and reading them back. */
public final class Replays {

    private Replays() {}

    /** Returns {@link BridgeServer#permitAll} with this history, and sources that are recorded from the start. */
    public static SseBridgeOptions listing(HistoryOptions history, String... addresses) {
        SseBridgeOptions options = BridgeServer.permitAll().setHistory(history);
        for (String address : addresses) {
            options.addSource(new SourceOptions().setAddress(address));
        }
        return options;
    }

    /** Publishes through the bridge, waits until that is acknowledged, and returns the event as readers must get it. */
    public static ReadEvent publish(BridgeServer server, String address, String body) {
        return publish(server, address, body, "message");
    }

    /** As {@link #publish(BridgeServer, String, String)}, with a type. */
    public static ReadEvent publish(BridgeServer server, String address, String body, String type) {
        Map<String, String> headers = type.equals("message") ? Map.of() : Map.of("sse-event", type);
        String id = Waiting.on(server.bridge(0).publish(address, body, headers));
        return new ReadEvent(type, body, id);
    }

    /** Publishes {@code number} events, {@code prefix} with 0, 1 and so on. */
    public static List<ReadEvent> publishMany(BridgeServer server, String address, String prefix, int number) {
        List<ReadEvent> published = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            published.add(publish(server, address, prefix + i));
        }
        return published;
    }

    /** Opens a stream as a client does that comes back. */
    public static SseTestClient resume(BridgeServer server, String path, String lastEventId) {
        return SseTestClient.connect(server.port(), path, "Last-Event-ID: " + lastEventId);
    }

    /** Takes the next {@code number} events. */
    public static List<ReadEvent> take(TestStream stream, int number) {
        List<ReadEvent> events = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            events.add(stream.nextEvent());
        }
        return events;
    }

    /** Returns those of {@code events} that come after {@code position}. */
    public static List<ReadEvent> after(String position, List<ReadEvent> events) {
        return events.stream()
                .filter(event -> EventId.parse(event.lastEventId()).number()
                        > EventId.parse(position).number())
                .toList();
    }
}
