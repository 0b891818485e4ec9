package io.busbar.plugins.datastar;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a patch that is JSON. A field that is null is as good as absent. Its faults name path and key. */
final class Fields {

    private final JsonObject json;
    private final String path;

    /**
     * Wraps an object.
     *
     * @param path what comes before its keys in messages: nothing, or such as {@code [1].}
     */
    Fields(JsonObject json, String path) {
        this.json = json;
        this.path = path;
    }

    boolean has(String key) {
        return json.getValue(key) != null;
    }

    /** Returns these fields, if there are no others than {@code known}. */
    Fields only(Set<String> known) {
        for (String key : json.fieldNames()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        path + key + ": no such key here; there are " + new TreeSet<>(known));
            }
        }
        return this;
    }

    @Nullable Object value(String key) {
        return json.getValue(key);
    }

    String text(String key, String ifAbsent) {
        return as(String.class, key, ifAbsent, "a text");
    }

    boolean flag(String key, boolean ifAbsent) {
        return as(Boolean.class, key, ifAbsent, "true or false");
    }

    JsonObject object(String key) {
        return as(JsonObject.class, key, new JsonObject(), "a JSON object");
    }

    private <T> T as(Class<T> type, String key, T ifAbsent, String what) {
        Object value = json.getValue(key);
        if (value == null) {
            return ifAbsent;
        }
        if (!type.isInstance(value)) {
            throw fault(key, "must be " + what);
        }
        return type.cast(value);
    }

    /** Returns a text of one line. */
    String line(String key) {
        String text = text(key, "");
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == '\0')) {
            throw fault(key, "must not contain CR, LF or NUL");
        }
        return text;
    }

    /** Returns the constant with this name. */
    <E extends Enum<E>> E constant(String key, E ifAbsent, Function<E, String> nameOf) {
        if (!has(key)) {
            return ifAbsent;
        }
        String name = text(key, "");
        E[] all = ifAbsent.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(each -> nameOf.apply(each).equals(name))
                .findFirst()
                .orElseThrow(() -> fault(
                        key, "must be one of " + Arrays.stream(all).map(nameOf).collect(Collectors.joining(", "))));
    }

    /** Returns what {@code maker} makes; what it refuses is a fault of {@code key}. */
    <T> T check(String key, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw fault(key, String.valueOf(e.getMessage()));
        }
    }

    IllegalArgumentException fault(String key, String message) {
        return new IllegalArgumentException(path + key + ": " + message);
    }

    /** Returns a fault of the whole. */
    IllegalArgumentException fault(String message) {
        String place = path.isEmpty() ? "" : path.substring(0, path.length() - 1) + ": ";
        return new IllegalArgumentException(place + message);
    }
}
