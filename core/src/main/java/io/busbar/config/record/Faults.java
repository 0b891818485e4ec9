package io.busbar.config.record;

import io.busbar.config.ConfigException;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/** The faults of who wrote a configuration: where, what must be there, and what is. */
final class Faults {

    /** As many characters of a key or value as are shown. */
    private static final int SHOWN = 100;

    private Faults() {}

    /** Returns the fault that {@code value}, at {@code path}, is not what it {@code must} be. */
    static ConfigException mustBe(String path, String must, @Nullable Object value) {
        // A text is cut before it is quoted too: it may be as long as a file.
        String shown = Json.encode(value instanceof String text ? cut(text) : value);
        return new ConfigException(path, "must be " + must + ": " + (value instanceof String ? shown : cut(shown)));
    }

    /** Returns the path of the key {@code name} of the object at {@code path}. */
    static String key(String path, String name) {
        return path.isEmpty() ? cut(name) : path + "." + cut(name);
    }

    /** Returns the path of an element of the list at {@code path}. */
    static String index(String path, int index) {
        return path + "[" + index + "]";
    }

    private static String cut(String text) {
        if (text.length() <= SHOWN) {
            return text;
        }
        boolean isPairSplit = Character.isHighSurrogate(text.charAt(SHOWN - 1));
        return text.substring(0, isPairSplit ? SHOWN - 1 : SHOWN) + "…";
    }
}
