package io.busbar.http;

import io.vertx.core.json.JsonObject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address with signals in it, such as {@code orders.{signals.customer}}: each stands for one text or number, which can't
 * be more than a part of one segment. Whether the address that comes of it is permitted is asked as for any other.
 */
final class AddressTemplate {

    private static final String OPENING = "{signals.";
    private static final Pattern SIGNAL =
            Pattern.compile("\\{signals\\.([A-Za-z0-9_-]{1,64}(?:\\.[A-Za-z0-9_-]{1,64}){0,9})}");
    private static final int LONGEST = 128;

    private AddressTemplate() {}

    /**
     * Returns {@code address} with the values of {@code signals} in it; as it is if it has no signal in it.
     *
     * @throws Problem 400 if one is not there, or can't be a part of a segment
     */
    static String fill(String address, JsonObject signals) {
        if (!address.contains(OPENING)) {
            return address;
        }
        StringBuilder filled = new StringBuilder();
        Matcher matcher = SIGNAL.matcher(address);
        while (matcher.find()) {
            matcher.appendReplacement(filled, Matcher.quoteReplacement(segment(matcher.group(1), signals)));
        }
        if (matcher.appendTail(new StringBuilder()).indexOf(OPENING) >= 0) {
            throw Problem.of(400, "a signal in an address is written {signals.name} or {signals.group.name}");
        }
        return matcher.appendTail(filled).toString();
    }

    private static String segment(String name, JsonObject signals) {
        Object value = valueOf(name, signals);
        if (!(value instanceof String || value instanceof Number)) {
            throw refused(name, value == null ? "is missing" : "is neither text nor a number");
        }
        String text = value.toString();
        if (text.isEmpty() || text.length() > LONGEST) {
            throw refused(name, "must have 1 to " + LONGEST + " characters");
        }
        if (text.chars().anyMatch(c -> c == '.' || c == '*' || Character.isISOControl(c))) {
            throw refused(name, "must not hold a dot, a wildcard or a control character");
        }
        return text;
    }

    private static @Nullable Object valueOf(String name, JsonObject signals) {
        Object value = signals;
        for (String each : name.split("\\.", -1)) {
            value = value instanceof JsonObject object ? object.getValue(each) : null;
        }
        return value;
    }

    private static Problem refused(String name, String why) {
        return Problem.of(400, "the signal \"" + name + "\" " + why + ", so it can't be in an address");
    }
}
