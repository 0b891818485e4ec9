package io.busbar.datastar;

/** Collects the data of an event: lines, parted by LF, of a key, a space and a value. Not thread-safe. */
final class DataLines {

    private static final char REPLACEMENT = '\ufffd';

    private final StringBuilder text = new StringBuilder();

    /**
     * Adds {@code value}, a line of the data for each of its lines: CR, LF and CR LF end one, as they do in an event
     * stream. An empty line keeps its space, without which the client would cut the key. What is not a Unicode character,
     * or is NUL, becomes U+FFFD, as in everything that Busbar sends.
     */
    DataLines add(String key, String value) {
        begin(key);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean paired = i + 1 < value.length() && Character.isSurrogatePair(c, value.charAt(i + 1));
            if (c == '\n' || c == '\r') {
                if (c == '\r' && i + 1 < value.length() && value.charAt(i + 1) == '\n') {
                    i++;
                }
                begin(key);
            } else if (paired) {
                text.append(c).append(value.charAt(++i));
            } else {
                text.append(c == '\0' || Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return this;
    }

    private void begin(String key) {
        if (text.length() > 0) {
            text.append('\n');
        }
        text.append(key).append(' ');
    }

    /** Returns what was added. */
    @Override
    public String toString() {
        return text.toString();
    }
}
