package io.busbar.datastar;

import static java.util.Objects.requireNonNull;

/** Values that have one line of an event for themselves: a line end in one would be a line of somebody else's. */
final class OneLine {

    private OneLine() {}

    /**
     * Returns {@code value}.
     *
     * @param what it is, for the message
     * @throws IllegalArgumentException if it holds a CR, LF or NUL
     */
    static String check(String what, String value) {
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
