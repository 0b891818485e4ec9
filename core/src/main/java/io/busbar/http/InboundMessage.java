package io.busbar.http;

import io.busbar.address.AddressPattern;
import io.busbar.intake.PublishKey;
import io.busbar.plugin.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a client wants to bring onto the bus. */
final class InboundMessage {

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private InboundMessage() {}

    /**
     * Returns where a request's message is to go.
     *
     * @throws Problem 400 if that is no address
     */
    static String address(RoutingContext context) {
        String address = Addresses.checked(String.valueOf(context.pathParam("address")));
        if (AddressPattern.isPattern(address)) {
            throw Problem.of(400, "an address to publish to must not hold a wildcard");
        }
        return address;
    }

    /**
     * Returns the message to {@code address} of a request that has this body, with the event's name and key of the headers.
     *
     * @throws Problem 400 if a header can't be understood
     */
    static Event of(RoutingContext context, String address, @Nullable Object body) {
        String type = context.request().getHeader("Sse-Event");
        String key = context.request().getHeader("Sse-Key");
        Map<String, String> headers = new TreeMap<>();
        if (type != null) {
            headers.put(Event.TYPE_HEADER, type);
        }
        if (key != null) {
            headers.put(Event.KEY_HEADER, key);
        }
        try {
            return Event.of(address, body, headers).withType(type).withKey(key);
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "Sse-Event: " + e.getMessage());
        }
    }

    /**
     * Returns the idempotency key of a request, in the scope of its user; null if there is none.
     *
     * @throws Problem 400 if it can't be one, or there is no history to keep it
     */
    static @Nullable PublishKey key(RoutingContext context, boolean history) {
        List<String> keys = context.request().headers().getAll("Idempotency-Key");
        if (keys.isEmpty()) {
            return null;
        }
        if (!history) {
            throw Problem.of(400, "Idempotency-Key needs a history, which this bridge does not keep");
        }
        if (keys.size() > 1 || !KEY.matcher(keys.get(0)).matches()) {
            throw Problem.of(400, "Idempotency-Key must be 1 to 255 visible ASCII characters");
        }
        return new PublishKey(nameOf(context.user()), keys.get(0));
    }

    private static String nameOf(@Nullable User user) {
        if (user == null) {
            return "anonymous";
        }
        String subject = user.subject();
        return "user " + (subject == null ? user.principal().encode() : subject);
    }

    /** Refuses a request with a key that nobody would look at: its sender takes it for a promise. */
    static void refuseKey(RoutingContext context) {
        if (context.request().getHeader("Idempotency-Key") != null) {
            throw Problem.of(400, "only publishing takes an Idempotency-Key");
        }
    }

    private static @Nullable Object json(Buffer body) {
        Object value;
        try {
            value = Json.decodeValue(body);
        } catch (DecodeException e) {
            throw Problem.of(400, "the body is not JSON");
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw Problem.of(400, "the number is too large");
        }
        return value;
    }

    /**
     * Returns a body as its content type says. Any thread.
     *
     * @throws Problem 400 or 415 if it can't be understood
     */
    static @Nullable Object body(@Nullable String contentType, Buffer bytes) {
        String[] parts = contentType == null ? new String[] {""} : contentType.split(";", 2);
        String type = parts[0].trim().toLowerCase(Locale.ROOT);
        if (parts.length == 2) {
            String parameter =
                    parts[1].toLowerCase(Locale.ROOT).replace("\"", "").replace(" ", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw Problem.of(415, "only UTF-8 is understood");
            }
        }
        if (type.equals("application/json")) {
            return json(bytes);
        }
        if (!type.equals("text/plain")) {
            throw Problem.of(415, "send application/json or text/plain");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.of(400, "the body is not UTF-8");
        }
    }
}
