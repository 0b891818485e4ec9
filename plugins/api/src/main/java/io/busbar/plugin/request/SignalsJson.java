package io.busbar.plugin.request;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes JSON that means the same to whoever reads it, and nothing else. */
final class SignalsJson {

    /** No page nests signals like that, and what walks through them may do so by recursion. */
    static final int MOST_LEVELS = 100;

    private SignalsJson() {}

    /**
     * Reads an object.
     *
     * @throws RequestException 400; its message quotes nothing of {@code text}
     */
    static JsonObject parse(String text) {
        if (text.isBlank()) {
            throw refused("are empty; an object is {}");
        }
        Object value;
        try {
            value = Json.decodeValue(text);
        } catch (DecodeException e) {
            // Its message quotes the text.
            throw refused("are not valid JSON");
        }
        if (!(value instanceof JsonObject signals)) {
            throw refused("are not a JSON object");
        }
        check(signals.getMap(), 1);
        return signals;
    }

    private static void check(@Nullable Object value, int level) {
        if (level > MOST_LEVELS) {
            throw refused("are nested more than " + MOST_LEVELS + " levels deep");
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> {
                check(String.valueOf(name));
                check(member, level + 1);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(element -> check(element, level + 1));
        } else if (value instanceof String text) {
            check(text);
        } else if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
            throw refused("hold a number that is too large");
        }
    }

    private static void check(String text) {
        if (text.codePoints().anyMatch(c -> c == 0 || isHalf(c))) {
            throw refused("hold NUL, or half a character");
        }
    }

    /** A pair of surrogates is one code point, so one that is left is half a character. */
    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static RequestException refused(String why) {
        return new RequestException(400, "the signals " + why);
    }
}
