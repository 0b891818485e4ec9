package io.busbar.address;

import java.util.List;

/**
 * A set of addresses: segments parted by dots, in which {@code *} stands for one segment, and a final {@code **} for
 * the rest, of at least one. Immutable.
 *
 * @param segments the segments, wildcards included
 */
public record AddressPattern(List<String> segments) {

    /** Stands for any one segment. */
    static final String ONE = "*";

    /** Stands for one or more segments, at the end. */
    static final String REST = "**";

    /** Copies the list. */
    public AddressPattern {
        segments = List.copyOf(segments);
    }

    /** More segments than anyone needs would only cost memory: each takes a place in the index of patterns. */
    private static final int MOST_SEGMENTS = 16;

    /** Returns whether {@code text} holds a wildcard, and so is a pattern or a mistake. */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0;
    }

    /**
     * Returns the pattern that {@code text} means; text without a wildcard matches just itself.
     *
     * @throws IllegalArgumentException if a wildcard is not a whole segment, {@code **} is not the last one, or there are
     *     more than 16 segments
     */
    public static AddressPattern parse(String text) {
        List<String> segments = split(text);
        if (segments.size() > MOST_SEGMENTS) {
            throw new IllegalArgumentException("a pattern may have at most " + MOST_SEGMENTS + " segments");
        }
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.equals(REST) ? i < segments.size() - 1 : !segment.equals(ONE) && isPattern(segment)) {
                throw new IllegalArgumentException("not a pattern: \"" + text
                        + "\"; * stands for one whole segment, and ** for the rest, only at the end");
            }
        }
        return new AddressPattern(segments);
    }

    /** Returns whether {@code address} is in this set. */
    public boolean matches(String address) {
        int start = 0;
        for (int i = 0; i < segments.size(); i++) {
            if (start > address.length()) {
                return false;
            }
            String segment = segments.get(i);
            if (segment.equals(REST)) {
                return true;
            }
            int dot = address.indexOf('.', start);
            int end = dot < 0 ? address.length() : dot;
            boolean same = segment.length() == end - start && address.startsWith(segment, start);
            if (!same && !segment.equals(ONE)) {
                return false;
            }
            start = end + 1;
        }
        return start > address.length();
    }

    static List<String> split(String address) {
        return List.of(address.split("\\.", -1));
    }

    @Override
    public String toString() {
        return String.join(".", segments);
    }
}
