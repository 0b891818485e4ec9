package io.busbar.cluster.history;

import io.busbar.history.LastValue;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Last values as bytes, for the event bus; in a format of their own version, which is the first byte. Stateless. */
final class LastValuesCodec {

    private static final int VERSION = 1;

    private LastValuesCodec() {}

    /** Returns the values as bytes, without their frames, which are what their events say. */
    static Buffer encode(List<LastValue> values) {
        CodecOutput out = new CodecOutput();
        out.writeByte(VERSION);
        out.writeNumber(values.size());
        for (LastValue value : values) {
            out.writeNumber(value.seq());
            EntryCodec.write(new LogEntry.Recorded(value.record()), 0, out);
        }
        return Buffer.buffer(out.toBytes());
    }

    /**
     * Returns the values that were encoded.
     *
     * @throws BatchFormatException if these are not the bytes of some, or of some in another version of the format
     */
    static List<LastValue> decode(Buffer bytes) {
        CodecInput in = new CodecInput(bytes.getBytes());
        int version = in.readByte();
        if (version != VERSION) {
            throw new BatchFormatException("version " + version + " of the format, not " + VERSION);
        }
        int count = in.readCount(1);
        List<LastValue> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long seq = in.readNumber();
            if (!(EntryCodec.read(0, in) instanceof LogEntry.Recorded value)) {
                throw in.fault("a last value that is no event");
            }
            values.add(new LastValue(seq, value.record()));
        }
        in.end();
        return values;
    }
}
