package io.busbar.cluster.history;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes numbers and texts, on the heap: what {@link CodecInput} reads. Confined to one thread. */
final class CodecOutput {

    private static final int INITIAL_BYTES = 512;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;

    private final ByteBuf bytes = Unpooled.buffer(INITIAL_BYTES);

    void writeByte(int value) {
        bytes.writeByte(value);
    }

    /** Writes a number in as few bytes as it needs, seven bits in each, the low ones first; large if it is negative. */
    void writeNumber(long value) {
        long rest = value;
        while ((rest & ~SEVEN_BITS) != 0) {
            bytes.writeByte(((int) rest & SEVEN_BITS) | MORE);
            rest >>>= 7;
        }
        bytes.writeByte((int) rest);
    }

    /** Writes a number that may be negative: small if it is near 0. */
    void writeSigned(long value) {
        writeNumber((value << 1) ^ (value >> 63));
    }

    void writeInt32(int value) {
        bytes.writeInt(value);
    }

    void writeInt64(long value) {
        bytes.writeLong(value);
    }

    /** Writes bytes behind their number. */
    void writeBytes(byte[] value) {
        writeNumber(value.length);
        bytes.writeBytes(value);
    }

    /**
     * Writes any sequence of chars, also one that is no Unicode text. Before it comes twice its length: in bytes of UTF-8; or,
     * one more, in chars.
     */
    void writeText(String text) {
        if (isUnicode(text)) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            writeNumber((long) utf8.length << 1);
            bytes.writeBytes(utf8);
            return;
        }
        writeNumber(((long) text.length() << 1) | 1);
        for (int i = 0; i < text.length(); i++) {
            bytes.writeChar(text.charAt(i));
        }
    }

    void writeTextIfAny(@Nullable String text) {
        if (text != null) {
            writeText(text);
        }
    }

    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Appends what the other one holds. */
    void append(CodecOutput other) {
        bytes.writeBytes(other.bytes, 0, other.size());
    }

    int size() {
        return bytes.writerIndex();
    }

    /** Forgets what is behind the first {@code size} bytes. */
    void cut(int size) {
        bytes.writerIndex(size);
    }

    byte[] toBytes() {
        return ByteBufUtil.getBytes(bytes);
    }
}
