package io.busbar.http;

import io.busbar.address.SubscriptionKey;
import io.busbar.history.EventId;
import io.busbar.history.From;
import io.busbar.plugin.request.RequestSignals;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param keys the addresses and patterns, each once, in the order of the request
 * @param resume where the client was in an earlier stream; null if this is its first
 * @param from where it wants to begin if there is nothing to resume
 * @param heartbeatEvents whether heartbeats have to be events
 * @param signals what the page sent, if the bridge reads it, else empty; can't be changed
 * @param cutToEnd whether the client takes a clean end as final, so that it has to be cut in order to come back
 */
record SubscribeRequest(
        List<SubscriptionKey> keys,
        @Nullable EventId resume,
        From from,
        boolean heartbeatEvents,
        JsonObject signals,
        boolean cutToEnd) {

    private static final Set<String> BODY_KEYS = Set.of("addresses", "lastEventId", "from");
    private static final int LONGEST_ID = 128;
    private static final Pattern ID_CHARACTERS = Pattern.compile("[A-Za-z0-9._~-]+");

    /**
     * Reads a request.
     *
     * @param body the body of a POST, or null
     * @param signals what the page sent; null if the bridge does not read it
     * @throws Problem 400 or 406 if it can't be understood
     */
    static SubscribeRequest parse(
            RoutingContext context, @Nullable Buffer body, @Nullable JsonObject signals, HttpSettings settings) {
        boolean history = settings.history();
        checkAccept(context.request().headers().getAll(HttpHeaders.ACCEPT));
        List<String> addresses = new ArrayList<>();
        String inPath = context.pathParam("address");
        if (inPath != null) {
            addresses.add(inPath);
        }
        addresses.addAll(context.queryParam("address"));
        String lastEventId = first(
                context.request().getHeader("Last-Event-ID"),
                query(context, "lastEventId"),
                query(context, "last_event_id"));
        String from = query(context, "from");
        if (body != null) {
            JsonObject json = parse(body);
            addresses.addAll(addresses(json));
            lastEventId = first(lastEventId, text(json, "lastEventId"));
            from = first(from, json.getValue("from") instanceof Number number ? number.toString() : text(json, "from"));
        }
        String heartbeat = query(context, "heartbeat");
        if (heartbeat != null && !heartbeat.equals("event")) {
            throw Problem.of(400, "\"heartbeat\" can only be event");
        }
        return new SubscribeRequest(
                keys(addresses, signals, settings.addressesPerConnection()),
                lastEventId == null ? null : eventId(lastEventId, history),
                from == null ? From.NOW : from(from, history),
                heartbeat != null,
                signals == null ? FixedJson.EMPTY : signals,
                RequestSignals.isFromDatastar(context.request()));
    }

    private static EventId eventId(String text, boolean history) {
        if (text.length() > LONGEST_ID) {
            throw Problem.of(400, "the last event id is too long");
        }
        if (!history && ID_CHARACTERS.matcher(text).matches()) {
            // Whatever it is, it is of another log.
            return EventId.FOREIGN;
        }
        try {
            return EventId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "the last event id is not one of this server");
        }
    }

    private static From from(String text, boolean history) {
        From from;
        try {
            from = From.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "\"from\" can be now, earliest, last, a number, or a time such as -30s");
        }
        if (!history && from.kind() != From.Kind.NOW) {
            throw Problem.of(400, "\"from\" other than now needs a history, which this bridge does not keep");
        }
        return from;
    }

    private static void checkAccept(List<String> lines) {
        String accept = String.join(",", lines).toLowerCase(Locale.ROOT);
        if (!accept.isEmpty()
                && !accept.contains("text/event-stream")
                && !accept.contains("*/*")
                && !accept.contains("text/*")) {
            throw Problem.of(406, "only text/event-stream is served here");
        }
    }

    private static List<SubscriptionKey> keys(List<String> addresses, @Nullable JsonObject signals, int most) {
        if (addresses.isEmpty()) {
            throw Problem.of(400, "name at least one address");
        }
        if (addresses.size() > most) {
            throw Problem.of(400, "more than " + most + " addresses: " + addresses.size());
        }
        Map<String, SubscriptionKey> keys = new LinkedHashMap<>();
        for (String each : addresses) {
            String address = signals == null ? each : AddressTemplate.fill(each, signals);
            try {
                keys.put(address, SubscriptionKey.parse(Addresses.checked(address)));
            } catch (IllegalArgumentException e) {
                throw Problem.of(400, String.valueOf(e.getMessage()));
            }
        }
        return List.copyOf(keys.values());
    }

    private static JsonObject parse(Buffer body) {
        JsonObject json;
        try {
            json = new JsonObject(body);
        } catch (DecodeException e) {
            throw Problem.of(400, "the body is not a JSON object");
        }
        for (String key : json.fieldNames()) {
            if (!BODY_KEYS.contains(key)) {
                throw Problem.of(400, "the body may hold addresses, lastEventId and from only");
            }
        }
        return json;
    }

    private static List<String> addresses(JsonObject json) {
        if (!(json.getValue("addresses", new JsonArray()) instanceof JsonArray array)
                || !array.stream().allMatch(String.class::isInstance)) {
            throw Problem.of(400, "\"addresses\" must be a list of texts");
        }
        return array.stream().map(String.class::cast).toList();
    }

    private static @Nullable String text(JsonObject json, String key) {
        Object value = json.getValue(key);
        if (value != null && !(value instanceof String)) {
            throw Problem.of(400, "\"" + key + "\" must be text");
        }
        return (String) value;
    }

    private static @Nullable String query(RoutingContext context, String name) {
        List<String> values = context.queryParam(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** Returns the first that says something; an empty id is what a client sends that has none. */
    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }
}
