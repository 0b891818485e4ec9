package io.busbar.plugins.datastar;

import io.busbar.datastar.DatastarEvent;
import io.busbar.plugin.AddressPattern;
import io.busbar.plugin.AsyncEventTransform;
import io.busbar.plugin.Event;
import io.busbar.plugin.PluginMetrics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Has events take the place of one, each with a patch. It answers at once; only such a transform may make several. */
final class DatastarTransform implements AsyncEventTransform {

    private record Route(List<AddressPattern> addresses, Mapping mapping) {

        boolean appliesTo(String address) {
            return addresses.stream().anyMatch(pattern -> pattern.matches(address));
        }
    }

    private final List<Route> routes;
    private final LongAdder patches;

    /**
     * Creates one.
     *
     * @param metrics gets the counter {@code patches}, of those that were made
     */
    DatastarTransform(DatastarConfig config, PluginMetrics metrics) {
        routes = config.rules().stream()
                .map(rule -> new Route(
                        rule.addresses().stream().map(AddressPattern::parse).toList(), Mapping.of(rule)))
                .toList();
        patches = metrics.counter("patches");
    }

    @Override
    public Future<List<Event>> apply(Event event) {
        List<? extends DatastarEvent> made = mappingFor(event.address()).patches(event);
        List<Event> events = new ArrayList<>(made.size());
        for (DatastarEvent patch : made) {
            Event next = event.withType(patch.type()).withBody(patch.data());
            events.add(events.isEmpty() ? next : next.withKey(keyOf(event) + '#' + events.size()));
        }
        patches.add(made.size());
        return Future.succeededFuture(events);
    }

    /** With one key, those of a list would conflate each other. */
    private static String keyOf(Event event) {
        String key = event.key();
        return key == null ? event.address() : key;
    }

    private Mapping mappingFor(String address) {
        for (Route route : routes) {
            if (route.appliesTo(address)) {
                return route.mapping();
            }
        }
        return PatchReader::read;
    }
}
