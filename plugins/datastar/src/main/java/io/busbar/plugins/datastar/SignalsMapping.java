package io.busbar.plugins.datastar;

import io.busbar.datastar.Datastar;
import io.busbar.datastar.DatastarEvent;
import io.busbar.plugin.Event;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes signals of a body. */
final class SignalsMapping implements Mapping {

    private final String @Nullable [] path;
    private final boolean onlyIfMissing;

    /**
     * Creates one.
     *
     * @param signal names parted by dots; null if the body is an object of signals
     */
    SignalsMapping(@Nullable String signal, boolean onlyIfMissing) {
        path = signal == null ? null : signal.split("\\.", -1);
        this.onlyIfMissing = onlyIfMissing;
    }

    @Override
    public List<? extends DatastarEvent> patches(Event event) {
        return List.of(Datastar.patchSignals(signals(event)).onlyIfMissing(onlyIfMissing));
    }

    private JsonObject signals(Event event) {
        if (path != null) {
            Object value = value(event);
            for (int i = path.length - 1; i > 0; i--) {
                value = new JsonObject().put(path[i], value);
            }
            return new JsonObject().put(path[0], value);
        }
        if (event.json() instanceof JsonObject object) {
            return object;
        }
        throw Bodies.refused(event, "is not a JSON object of signals");
    }

    /** A String is a value as it is; nothing removes the signal. */
    private static @Nullable Object value(Event event) {
        Object body = event.body();
        if (body == null || body instanceof String || body instanceof Number || body instanceof Boolean) {
            return body;
        }
        Object json = event.json();
        if (json == null) {
            throw Bodies.refused(event, "is no JSON");
        }
        return json;
    }
}
