package io.busbar.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in the {@code text/event-stream} format. Lines end with LF alone, since weak parsers take CR LF for two
 * line ends. Stateless.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">the format</a>
 */
public final class FrameEncoder {

    private static final byte[] ID = {'i', 'd', ':', ' '};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't', ':', ' '};
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':', ' '};
    private static final char REPLACEMENT = '\ufffd';

    private FrameEncoder() {}

    /**
     * Appends the line with an event's id: {@code prefix} and {@code number}.
     *
     * @param prefix one line, without what is special in an id
     */
    public static void encodeId(byte[] prefix, long number, ByteBuf out) {
        out.writeBytes(ID);
        out.writeBytes(prefix);
        ByteBufUtil.writeAscii(out, Long.toString(number));
        out.writeByte('\n');
    }

    /**
     * Appends one event, without an id, to {@code out}.
     *
     * @param type the {@code event:} field, one line; null for none
     * @param data the payload; CR, LF and CR LF each start a new {@code data:} line, and what is not a Unicode character,
     *     or is NUL, becomes U+FFFD
     */
    public static void encode(@Nullable String type, String data, ByteBuf out) {
        if (type != null) {
            out.writeBytes(EVENT);
            ByteBufUtil.writeUtf8(out, wellFormed(type));
            out.writeByte('\n');
        }
        String text = wellFormed(data);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // Most are one line, which the JVM sees much faster than a loop does.
        if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            writeLine(bytes, 0, bytes.length, out);
        } else {
            writeLines(bytes, out);
        }
        out.writeByte('\n');
    }

    /** Returns how many bytes {@link #encode} appends at least: that many if {@code data} is one line of ASCII. */
    static int leastBytes(@Nullable String type, String data) {
        int typeBytes = type == null ? 0 : EVENT.length + type.length() + 1;
        return typeBytes + DATA.length + data.length() + 2;
    }

    /** A byte of UTF-8 that looks like a line break is one. */
    private static void writeLines(byte[] data, ByteBuf out) {
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                writeLine(data, start, i, out);
                if (data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        writeLine(data, start, data.length, out);
    }

    private static void writeLine(byte[] data, int start, int end, ByteBuf out) {
        out.writeBytes(DATA);
        out.writeBytes(data, start, end - start);
        out.writeByte('\n');
    }

    private static String wellFormed(String text) {
        return text.indexOf('\0') >= 0 || hasLoneSurrogate(text) ? repaired(text) : text;
    }

    /** A loop that looks for nothing else takes no time for texts that the JVM keeps as Latin-1. */
    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (isBroken(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean isBroken(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) || c == '\0';
    }

    private static String repaired(String text) {
        StringBuilder repaired = new StringBuilder(text);
        for (int i = 0; i < repaired.length(); i++) {
            if (isBroken(text, i)) {
                repaired.setCharAt(i, REPLACEMENT);
            } else if (Character.isHighSurrogate(text.charAt(i))) {
                i++;
            }
        }
        return repaired.toString();
    }
}
