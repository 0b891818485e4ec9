package io.busbar.plugins.jsonfields;

import io.busbar.plugin.AddressPattern;
import io.busbar.plugin.Event;
import io.busbar.plugin.EventTransform;
import io.busbar.plugin.PluginMetrics;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Takes an event's body through the steps. Thread-safe. */
final class JsonFieldsTransform implements EventTransform {

    private final List<AddressPattern> addresses;
    private final List<FieldStep> steps;
    private final OtherBody other;
    private final LongAdder changed;
    private final LongAdder dropped;

    /**
     * Creates one.
     *
     * @param metrics gets the counters {@code events_changed}, events whose fields were changed, and {@code
     *     events_dropped}, events whose body could not be read
     */
    JsonFieldsTransform(JsonFieldsConfig config, PluginMetrics metrics) {
        addresses = config.addresses().stream().map(AddressPattern::parse).toList();
        steps = FieldSteps.of(config);
        other = config.other();
        changed = metrics.counter("events_changed");
        dropped = metrics.counter("events_dropped");
    }

    @Override
    public @Nullable Event apply(Event event) {
        Object body = event.body();
        if (body == null || !appliesTo(event.address())) {
            return event;
        }
        Object json = event.json();
        if (json == null) {
            return withoutJson(event);
        }
        Object result = json;
        for (FieldStep step : steps) {
            result = step.apply(result);
        }
        if (result != json) {
            changed.increment();
        }
        // What was read from text takes its place even if no field changed: a text may hold a field twice, of which the
        // steps saw but the last.
        return result == body ? event : event.withBody(result);
    }

    private boolean appliesTo(String address) {
        for (AddressPattern pattern : addresses) {
            if (pattern.matches(address)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Event withoutJson(Event event) {
        if (other == OtherBody.PASS) {
            return event;
        }
        dropped.increment();
        return null;
    }
}
