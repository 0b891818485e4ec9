package io.busbar.plugin;

/**
 * A set of addresses, as subscribers write one: segments parted by dots, in which {@code *} stands for one segment, and a
 * final {@code **} for the rest, of at least one. For plugins whose configuration says to which addresses they apply.
 * Immutable and thread-safe; matching allocates nothing.
 */
public final class AddressPattern {

    private static final String ONE = "*";
    private static final String REST = "**";

    private final String[] segments;

    private AddressPattern(String[] segments) {
        this.segments = segments;
    }

    /**
     * Returns the pattern that {@code text} means; text without a wildcard matches just itself.
     *
     * @throws IllegalArgumentException if a wildcard is not a whole segment, or {@code **} is not the last one; the
     *     message is for whoever wrote the text, and quotes it
     */
    public static AddressPattern parse(String text) {
        String[] segments = text.split("\\.", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean whole = segments[i].equals(ONE) || (segments[i].equals(REST) && i == segments.length - 1);
            if (!whole && segments[i].indexOf('*') >= 0) {
                throw new IllegalArgumentException("not a pattern: \"" + text
                        + "\"; * stands for one whole segment, and ** for the rest, only at the end");
            }
        }
        return new AddressPattern(segments);
    }

    /** Returns whether {@code address} is in this set. */
    public boolean matches(String address) {
        int start = 0;
        for (String segment : segments) {
            if (start > address.length()) {
                return false;
            }
            if (segment.equals(REST)) {
                return true;
            }
            int dot = address.indexOf('.', start);
            int end = dot < 0 ? address.length() : dot;
            if (!segment.equals(ONE) && !isAt(address, start, end, segment)) {
                return false;
            }
            start = end + 1;
        }
        // The last segment ended with the address, not at a dot.
        return start > address.length();
    }

    private static boolean isAt(String address, int start, int end, String segment) {
        return end - start == segment.length() && address.startsWith(segment, start);
    }

    /** Returns the text that this was made of. */
    @Override
    public String toString() {
        return String.join(".", segments);
    }
}
