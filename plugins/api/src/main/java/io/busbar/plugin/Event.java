package io.busbar.plugin;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What goes from the event bus to subscribers: a message's address, body and headers, with the name and the key that
 * its headers gave it. Immutable, and thread-safe as long as nobody changes the body.
 *
 * <p>A body may be a mutable object ({@code JsonObject}, {@code Buffer}) that others see as well: never change it,
 * make a changed copy and {@link #withBody}.
 */
public final class Event {

    /** The message header that names the event: the {@code event:} field of SSE. */
    public static final String TYPE_HEADER = "sse-event";

    /** The message header with the conflation key. */
    public static final String KEY_HEADER = "sse-key";

    /** The message header that carries the event's address in a multiplexed source, unless the source names another. */
    public static final String ADDRESS_HEADER = "sse-address";

    private final String address;
    private final @Nullable Object body;
    private final Map<String, String> headers;
    private final @Nullable String type;
    private final @Nullable String key;
    private final long time;

    private Event(
            String address,
            @Nullable Object body,
            Map<String, String> headers,
            @Nullable String type,
            @Nullable String key,
            long time) {
        this.address = address;
        this.body = body;
        this.headers = headers;
        this.type = type;
        this.key = key;
        this.time = time;
    }

    /**
     * Returns an event that happened now, without a type or a key.
     *
     * @param address the address that it is for; not empty
     * @param body the body, of any type that the event bus carries; null for none
     * @param headers the message's headers; names are case-insensitive; copied
     * @throws IllegalArgumentException if the address is empty, or holds a CR, LF or NUL
     */
    public static Event of(String address, @Nullable Object body, Map<String, String> headers) {
        if (address.isEmpty()) {
            throw new IllegalArgumentException("address must not be empty");
        }
        return new Event(oneLine("address", address), body, copyOf(headers), null, null, System.currentTimeMillis());
    }

    /** Returns the address that this event is for. */
    public String address() {
        return address;
    }

    /** Returns the body as the bus delivered it, or null. Do not change it. */
    public @Nullable Object body() {
        return body;
    }

    /**
     * Returns the JSON in the body: the {@code JsonObject} or {@code JsonArray} that it is, which is not to be changed; or
     * another one, that it holds as a String, or as a Buffer or byte array in UTF-8, since that is what publishers send who
     * write in other languages. Null if there is none: for other bodies, and for text that is not an object or an array.
     * Text is read anew at each call.
     */
    public @Nullable Object json() {
        return body == null ? null : JsonBody.read(body);
    }

    /** Returns the message's headers, unmodifiable, with case-insensitive names. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns the name of the event, which SSE clients listen for, or null for the default, {@code message}. */
    public @Nullable String type() {
        return type;
    }

    /** Returns the conflation key, or null if the address is the key. */
    public @Nullable String key() {
        return key;
    }

    /** Returns when the bridge received this event, in milliseconds since the epoch. */
    public long time() {
        return time;
    }

    /**
     * Returns this event with another address.
     *
     * @throws IllegalArgumentException if it is empty, or holds a CR, LF or NUL
     */
    public Event withAddress(String newAddress) {
        if (newAddress.isEmpty()) {
            throw new IllegalArgumentException("address must not be empty");
        }
        return new Event(oneLine("address", newAddress), body, headers, type, key, time);
    }

    /** Returns this event with another body. */
    public Event withBody(@Nullable Object newBody) {
        return new Event(address, newBody, headers, type, key, time);
    }

    /**
     * Returns this event with another type.
     *
     * @param newType the name that clients listen for; null for the default
     * @throws IllegalArgumentException if it is empty, holds a CR, LF or NUL, is {@code open} or {@code error}, or
     *     starts with {@code busbar.}
     */
    public Event withType(@Nullable String newType) {
        if (newType != null) {
            oneLine("type", newType);
            if (newType.isEmpty()
                    || newType.equals("open")
                    || newType.equals("error")
                    || newType.startsWith("busbar.")) {
                throw new IllegalArgumentException("type is reserved: \"" + newType + "\"");
            }
        }
        return new Event(address, body, headers, newType, key, time);
    }

    /** Returns this event with another conflation key; null makes its address the key. */
    public Event withKey(@Nullable String newKey) {
        return new Event(address, body, headers, type, newKey, time);
    }

    /**
     * Returns this event with another time of receipt: for what reads events that were received earlier, out of a store or
     * from another node, and for tests.
     *
     * @param newTime in milliseconds since the epoch
     */
    public Event withTime(long newTime) {
        return new Event(address, body, headers, type, key, newTime);
    }

    /**
     * Returns this event with one header more, or with another value of it; the others stay, and so do type and key.
     *
     * @param name case-insensitive: takes the place of a header whose name differs in case alone
     * @param value null for none
     */
    public Event withHeader(String name, @Nullable String value) {
        requireNonNull(name, "name");
        Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        changed.remove(name);
        if (value != null) {
            changed.put(name, value);
        }
        return withHeaders(changed);
    }

    /** Returns this event with other headers; they are copied. Its type and key stay. */
    public Event withHeaders(Map<String, String> newHeaders) {
        return new Event(address, body, copyOf(newHeaders), type, key, time);
    }

    @Override
    public String toString() {
        return "Event[" + address + (type == null ? "" : ", " + type) + "]";
    }

    private static Map<String, String> copyOf(Map<String, String> headers) {
        if (headers.isEmpty()) {
            return Map.of();
        }
        Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> copy.put(name, requireNonNull(value, "header " + name)));
        return Collections.unmodifiableMap(copy);
    }

    private static String oneLine(String what, String value) {
        requireNonNull(value, what);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == '\0') {
                throw new IllegalArgumentException(what + " must not contain CR, LF or NUL");
            }
        }
        return value;
    }
}
