package io.busbar.datastar;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Changes the page's signals. Made by {@link Datastar#patchSignals(JsonObject)}.
 *
 * @see <a href="https://github.com/starfederation/datastar/blob/main/sdk/ADR.md#serversenteventgeneratorpatchsignals">
 *     PatchSignals, in the SDK specification</a>
 */
public final class PatchSignals implements DatastarEvent {

    static final String TYPE = "datastar-patch-signals";

    private final String signals;
    private final boolean onlyIfMissing;
    private final Sending sending;

    private PatchSignals(String signals, boolean onlyIfMissing, Sending sending) {
        this.signals = signals;
        this.onlyIfMissing = onlyIfMissing;
        this.sending = sending;
    }

    static PatchSignals of(JsonObject signals) {
        return new PatchSignals(signals.encode(), false, Sending.PLAIN);
    }

    /**
     * Returns one that sends {@code json} as it is.
     *
     * @throws IllegalArgumentException if it is not the text of a JSON object. Datastar's client runs as JavaScript what it
     *     can't read as JSON
     */
    static PatchSignals of(String json) {
        Object value;
        try {
            value = Json.decodeValue(json);
        } catch (DecodeException e) {
            throw new IllegalArgumentException("signals must be a JSON object: " + e.getMessage(), e);
        }
        if (!(value instanceof JsonObject)) {
            throw new IllegalArgumentException("signals must be a JSON object");
        }
        return new PatchSignals(json, false, Sending.PLAIN);
    }

    /** Returns this for those signals alone, or not, that the page does not have yet; not, by default. */
    public PatchSignals onlyIfMissing(boolean only) {
        return new PatchSignals(signals, only, sending);
    }

    @Override
    public PatchSignals id(String id) {
        return new PatchSignals(signals, onlyIfMissing, sending.withId(id));
    }

    @Override
    public PatchSignals retry(Duration retry) {
        return new PatchSignals(signals, onlyIfMissing, sending.withRetry(retry));
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public @Nullable String id() {
        return sending.id();
    }

    @Override
    public @Nullable Duration retry() {
        return sending.retry();
    }

    @Override
    public String data() {
        DataLines lines = new DataLines();
        if (onlyIfMissing) {
            lines.add("onlyIfMissing", "true");
        }
        return lines.add("signals", signals).toString();
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("signals", new JsonObject(signals));
        return onlyIfMissing ? json.put("onlyIfMissing", true) : json;
    }

    @Override
    public String encode() {
        return sending.encode(TYPE, data());
    }
}
