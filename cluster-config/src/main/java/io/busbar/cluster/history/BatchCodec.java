package io.busbar.cluster.history;

import java.util.ArrayList;
import java.util.List;

/**
 * Batches as bytes, which are stored, and read by other nodes. The first byte is the version of the format; a change of
 * what is behind it needs another one. Stateless.
 */
public final class BatchCodec {

    private static final int VERSION = 1;

    private BatchCodec() {}

    /**
     * Returns a batch as bytes; always the same ones.
     *
     * @throws IllegalArgumentException if an event has a body of a type that can't travel
     */
    public static byte[] encode(Batch batch) {
        BatchBuilder builder = new BatchBuilder(batch.timeMillis());
        batch.entries().forEach(builder::add);
        return builder.build(batch.epoch(), batch.term(), batch.number(), batch.firstSeq())
                .bytes();
    }

    static byte[] join(Batch batch, CodecOutput entries) {
        CodecOutput out = new CodecOutput();
        out.writeByte(VERSION);
        out.writeText(batch.epoch());
        out.writeNumber(batch.term());
        out.writeNumber(batch.number());
        out.writeNumber(batch.firstSeq());
        out.writeSigned(batch.timeMillis());
        out.writeNumber(batch.entries().size());
        out.append(entries);
        return out.toBytes();
    }

    /**
     * Returns the batch that was encoded. Its records have frames of the same bytes as those that were encoded.
     *
     * @throws BatchFormatException if these are not the bytes of a batch, or of one in another version of the format
     */
    public static Batch decode(byte[] bytes) {
        CodecInput in = new CodecInput(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new BatchFormatException("version " + version + " of the format, not " + VERSION);
        }
        String epoch = in.readText();
        long term = in.readNumber();
        long number = in.readNumber();
        long firstSeq = in.readNumber();
        long timeMillis = in.readSigned();
        List<LogEntry> entries = readEntries(timeMillis, in);
        in.end();
        try {
            return new Batch(epoch, term, number, firstSeq, timeMillis, entries);
        } catch (IllegalArgumentException e) {
            throw new BatchFormatException("there can't be such a batch: " + e.getMessage(), e);
        }
    }

    /**
     * What tells whether two batches say the same, whoever has stored them, and under which number.
     *
     * @param lastSeq as of the {@link Batch}
     * @param checksum of the rest; if there are no entries, of the recorder's term, too, since otherwise two that have nothing
     *     to do with each other might be the same
     */
    record Identity(long lastSeq, long checksum) {}

    /**
     * Returns the identity of the batch that was encoded.
     *
     * @throws BatchFormatException as {@link #decode} does, but looks at the begin only
     */
    static Identity identify(byte[] bytes) {
        CodecInput in = new CodecInput(bytes);
        in.readByte();
        in.readText();
        long term = in.readNumber();
        in.readNumber();
        long checksum = in.checksum();
        long firstSeq = in.readNumber();
        in.readSigned();
        int count = in.readCount(1);
        return new Identity(firstSeq + count - 1, count == 0 ? checksum | (term + 1) << Integer.SIZE : checksum);
    }

    private static List<LogEntry> readEntries(long timeMillis, CodecInput in) {
        int count = in.readCount(1);
        List<LogEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(EntryCodec.read(timeMillis, in));
        }
        return entries;
    }
}
