package io.busbar.cluster.history;

import io.busbar.history.IdempotencyKey;
import io.vertx.core.buffer.Buffer;

/** Publications as bytes, for the event bus; in a format of their own version, which is the first byte. Stateless. */
public final class PublicationCodec {

    private static final int VERSION = 1;
    private static final int HAS_KEY = 1;

    private PublicationCodec() {}

    /**
     * Returns a publication as bytes.
     *
     * @throws IllegalArgumentException if its event has a body of a type that can't travel; names the type
     */
    public static Buffer encode(Publication publication) {
        IdempotencyKey key = publication.key();
        CodecOutput out = new CodecOutput();
        out.writeByte(VERSION);
        out.writeByte(key == null ? 0 : HAS_KEY);
        EventCodec.writeKey(key, out);
        EventCodec.write(publication.event(), 0, out);
        return Buffer.buffer(out.toBytes());
    }

    /**
     * Returns the publication that was encoded.
     *
     * @throws BatchFormatException if these are not the bytes of one, or of one in another version of the format
     */
    public static Publication decode(Buffer bytes) {
        CodecInput in = new CodecInput(bytes.getBytes());
        int version = in.readByte();
        if (version != VERSION) {
            throw new BatchFormatException("version " + version + " of the format, not " + VERSION);
        }
        int flags = in.readByte();
        if (flags > HAS_KEY) {
            throw in.fault("a publication with the unknown flags " + flags);
        }
        IdempotencyKey key = EventCodec.readKey(flags == HAS_KEY, in);
        Publication publication = new Publication(EventCodec.read(0, in), key);
        in.end();
        return publication;
    }
}
