package io.busbar.examples.datastar;

import io.busbar.datastar.Datastar;
import io.busbar.datastar.DatastarEvent;
import io.busbar.datastar.ExecuteScript;
import io.busbar.datastar.Mode;
import io.busbar.datastar.Namespace;
import io.busbar.datastar.PatchElements;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"events": [{"type": …}, …]}}, as Datastar's SDK test suite has it. What is null is as good as absent. */
final class TestEvents {

    private TestEvents() {}

    /**
     * Returns the events.
     *
     * @throws IllegalArgumentException if there is no such list, or something is wrong with one of them
     */
    static List<DatastarEvent> read(JsonObject signals) {
        List<DatastarEvent> events = new ArrayList<>();
        for (Object each : as(JsonArray.class, signals, "events", null)) {
            if (!(each instanceof JsonObject event)) {
                throw new IllegalArgumentException("an event must be a JSON object");
            }
            events.add(sent(event, event(event)));
        }
        return events;
    }

    private static DatastarEvent event(JsonObject event) {
        String type = text(event, "type", null);
        return switch (type) {
            case "patchElements" -> elements(event);
            case "patchSignals" -> signals(event);
            case "executeScript" -> script(event);
            default -> throw new IllegalArgumentException("there is no type \"" + type + "\"");
        };
    }

    private static DatastarEvent sent(JsonObject event, DatastarEvent made) {
        DatastarEvent result = made;
        Object id = event.getValue("eventId");
        if (id instanceof String || id instanceof Number) {
            result = result.id(id.toString());
        } else if (id != null) {
            throw new IllegalArgumentException("eventId must be a text");
        }
        if (event.getValue("retryDuration") != null) {
            long millis = as(Number.class, event, "retryDuration", null).longValue();
            result = result.retry(Duration.ofMillis(millis));
        }
        return result;
    }

    private static DatastarEvent elements(JsonObject event) {
        PatchElements patch = Datastar.patchElements(text(event, "elements", ""))
                .mode(constant(event, "mode", Mode.OUTER, Mode::wireName))
                .namespace(constant(event, "namespace", Namespace.HTML, Namespace::wireName))
                .useViewTransition(as(Boolean.class, event, "useViewTransition", false));
        if (event.getValue("selector") != null) {
            patch = patch.selector(text(event, "selector", null));
        }
        return event.getValue("viewTransitionSelector") == null
                ? patch
                : patch.viewTransitionSelector(text(event, "viewTransitionSelector", null));
    }

    /** As a text they go out as they are, in as many lines; as an object compact. */
    private static DatastarEvent signals(JsonObject event) {
        boolean onlyIfMissing = as(Boolean.class, event, "onlyIfMissing", false);
        return (event.getValue("signals-raw") != null
                        ? Datastar.patchSignals(text(event, "signals-raw", null))
                        : Datastar.patchSignals(as(JsonObject.class, event, "signals", null)))
                .onlyIfMissing(onlyIfMissing);
    }

    private static DatastarEvent script(JsonObject event) {
        ExecuteScript script = Datastar.executeScript(text(event, "script", null))
                .autoRemove(as(Boolean.class, event, "autoRemove", true));
        for (Map.Entry<String, Object> each : as(JsonObject.class, event, "attributes", new JsonObject())) {
            script = script.attribute(each.getKey(), String.valueOf(each.getValue()));
        }
        return script;
    }

    private static <E extends Enum<E>> E constant(
            JsonObject event, String key, E ifAbsent, Function<E, String> nameOf) {
        String name = text(event, key, nameOf.apply(ifAbsent));
        return Arrays.stream(ifAbsent.getDeclaringClass().getEnumConstants())
                .filter(each -> nameOf.apply(each).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + key + " \"" + name + "\""));
    }

    private static String text(JsonObject event, String key, @Nullable String ifAbsent) {
        return as(String.class, event, key, ifAbsent);
    }

    private static <T> T as(Class<T> type, JsonObject event, String key, @Nullable T ifAbsent) {
        Object value = event.getValue(key);
        if (value == null && ifAbsent != null) {
            return ifAbsent;
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(key + " must be " + (value == null ? "given" : "of another kind"));
        }
        return type.cast(value);
    }
}
