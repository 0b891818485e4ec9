package io.busbar.plugins.jsonfields;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A set of addresses, as subscribers name one: segments parted by dots, in which {@code *} stands for one segment, and a
 * final {@code **} for the rest, of at least one. Immutable.
 */
final class AddressPattern {

    private final Pattern pattern;

    /**
     * Creates the one that {@code text} means; text without a wildcard means just itself.
     *
     * @throws IllegalArgumentException if a wildcard is not a whole segment, or {@code **} is not the last one
     */
    AddressPattern(String text) {
        String[] segments = text.split("\\.", -1);
        List<String> expressions = new ArrayList<>();
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            if (segment.equals("*")) {
                expressions.add("[^.]*");
            } else if (segment.equals("**") && i == segments.length - 1) {
                expressions.add(".*");
            } else if (segment.indexOf('*') < 0) {
                expressions.add(Pattern.quote(segment));
            } else {
                throw new IllegalArgumentException("not a pattern: \"" + text
                        + "\"; * stands for one whole segment, and ** for the rest, only at the end");
            }
        }
        pattern = Pattern.compile(String.join("\\.", expressions), Pattern.DOTALL);
    }

    /** Returns whether {@code address} is in this set. */
    boolean matches(String address) {
        return pattern.matcher(address).matches();
    }
}
