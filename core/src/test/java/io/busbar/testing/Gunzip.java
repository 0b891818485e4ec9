package io.busbar.testing;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks gzip piece by piece, so that a test sees what a flush let through. Not thread-safe. */
final class Gunzip {

    private static final int HEADER = 10;
    private static final int FLAGS = 3;

    private final Inflater inflater = new Inflater(true);
    private int headerBytes;

    /** Returns what {@code length} more bytes of {@code packed} unpack to. */
    byte[] unpack(byte[] packed, int offset, int length) {
        int from = offset;
        while (from < offset + length && headerBytes < HEADER) {
            if (headerBytes == FLAGS && packed[from] != 0) {
                throw new AssertionError("gzip with optional header fields: " + packed[from]);
            }
            headerBytes++;
            from++;
        }
        inflater.setInput(packed, from, offset + length - from);
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
                unpacked.write(buffer, 0, n);
            }
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
        return unpacked.toByteArray();
    }

    void close() {
        inflater.end();
    }
}
