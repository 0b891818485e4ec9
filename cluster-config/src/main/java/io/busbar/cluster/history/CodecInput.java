package io.busbar.cluster.history;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Reads what {@link CodecOutput} wrote. Trusts nothing: a length is compared with what is there before anything is made
 * of it. All methods throw {@link BatchFormatException}. Confined to one thread.
 */
final class CodecInput {

    private static final int SEVEN_BITS = 0x7f;
    private static final int LAST_SHIFT = 63;

    private final ByteBuf bytes;

    CodecInput(byte[] bytes) {
        this.bytes = Unpooled.wrappedBuffer(bytes);
    }

    int readByte() {
        need(1);
        return bytes.readUnsignedByte();
    }

    long readNumber() {
        long value = 0;
        for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
            int next = readByte();
            if (shift == LAST_SHIFT && next > 1) {
                break;
            }
            value |= (long) (next & SEVEN_BITS) << shift;
            if (next <= SEVEN_BITS) {
                return value;
            }
        }
        throw fault("a number of more than 64 bits");
    }

    long readSigned() {
        long value = readNumber();
        return (value >>> 1) ^ -(value & 1);
    }

    /** Reads a signed number that lies between these. */
    long readSigned(long least, long most) {
        long value = readSigned();
        if (value < least || value > most) {
            throw fault(value + ", which is not from " + least + " to " + most);
        }
        return value;
    }

    int readInt32() {
        need(Integer.BYTES);
        return bytes.readInt();
    }

    long readInt64() {
        need(Long.BYTES);
        return bytes.readLong();
    }

    /** Reads how many things follow, of which each has at least {@code bytesOfEach}. */
    int readCount(int bytesOfEach) {
        return checked(readNumber(), bytesOfEach);
    }

    byte[] readBytes() {
        byte[] value = new byte[readCount(1)];
        bytes.readBytes(value);
        return value;
    }

    String readText() {
        long header = readNumber();
        if ((header & 1) == 0) {
            int size = checked(header >>> 1, 1);
            String text = bytes.toString(bytes.readerIndex(), size, StandardCharsets.UTF_8);
            bytes.skipBytes(size);
            return text;
        }
        char[] chars = new char[checked(header >>> 1, Character.BYTES)];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = bytes.readChar();
        }
        return new String(chars);
    }

    private int checked(long count, int bytesOfEach) {
        if (count < 0 || count > bytes.readableBytes() / bytesOfEach) {
            throw fault("a length of " + Long.toUnsignedString(count) + " where " + bytes.readableBytes()
                    + " bytes are left");
        }
        return (int) count;
    }

    private void need(int count) {
        if (bytes.readableBytes() < count) {
            throw fault("too few bytes: " + count + " are expected where " + bytes.readableBytes() + " are left");
        }
    }

    /** Returns a checksum of what is left. */
    long checksum() {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.nioBuffer());
        return checksum.getValue();
    }

    /** Checks that nothing is left. */
    void end() {
        if (bytes.isReadable()) {
            throw fault(bytes.readableBytes() + " bytes behind the end");
        }
    }

    /** Returns the exception that says what was read last. */
    BatchFormatException fault(String what) {
        return new BatchFormatException("up to byte " + bytes.readerIndex() + ": " + what);
    }
}
