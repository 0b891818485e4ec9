package io.busbar;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** A body of an application's own type, which the bridge can't know how to write. */
record OwnBody(String text) {

    static final class Codec implements MessageCodec<OwnBody, OwnBody> {

        @Override
        public void encodeToWire(Buffer buffer, OwnBody body) {
            throw new UnsupportedOperationException("one node only");
        }

        @Override
        public OwnBody decodeFromWire(int position, Buffer buffer) {
            throw new UnsupportedOperationException("one node only");
        }

        @Override
        public OwnBody transform(OwnBody body) {
            return body;
        }

        @Override
        public String name() {
            return "own-body";
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
