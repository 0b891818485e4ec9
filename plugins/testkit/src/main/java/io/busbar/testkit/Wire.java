package io.busbar.testkit;

import io.busbar.plugin.Event;
import io.busbar.wire.EventData;
import org.jspecify.annotations.Nullable;

/** What events are on the wire. */
final class Wire {

    private static final char REPLACEMENT = '\uFFFD';

    private Wire() {}

    /**
     * Returns what a client reads of {@code event}, without its id.
     *
     * @throws AssertionError if it has no text
     */
    static SseEvent read(Event event) {
        String type = event.type();
        String data = textOf(event.body());
        if (data == null) {
            throw new AssertionError(event + " can't be delivered");
        }
        return new SseEvent(
                type == null ? SseEvent.MESSAGE : wellFormed(type),
                wellFormed(data).replace("\r\n", "\n").replace('\r', '\n').replace('\0', REPLACEMENT),
                "");
    }

    /** Returns the text of a body, or null if it has none. */
    static @Nullable String textOf(@Nullable Object body) {
        try {
            return EventData.of(body);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static String wellFormed(String text) {
        StringBuilder well = new StringBuilder();
        text.codePoints().forEach(c -> well.appendCodePoint(isHalf(c) ? REPLACEMENT : c));
        return well.toString();
    }

    /** A surrogate that is a code point of its own has lost its other half. */
    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
