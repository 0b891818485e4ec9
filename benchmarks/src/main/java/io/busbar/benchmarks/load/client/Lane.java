package io.busbar.benchmarks.load.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection on which events are published, one after the other. On its loop's thread. */
final class Lane implements SocketLoop.Peer {

    private static final int MOST_ANSWER_BYTES = 8 << 10;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int NO_CONTENT = 204;
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

    private final Owner owner;
    private final SocketChannel channel;
    private final PublishRequest request;
    private final byte[] answer = new byte[MOST_ANSWER_BYTES];
    private int answered;

    /** Is told how publishing goes. */
    interface Owner {

        /** An event was answered, with this status; the lane is free again. */
        void answered(Lane lane, int status);

        /** The lane is of no use any more, and its event, if there was one, lost. */
        void broken(Lane lane);
    }

    /** Connects a lane that publishes with {@code request}. */
    Lane(SocketLoop loop, int port, PublishRequest request, Owner owner) throws IOException {
        this.owner = owner;
        this.request = request.copy();
        channel = loop.connect(port, this);
    }

    /** Publishes event {@code number}; not before the one before was answered. */
    void publish(long number, long nanos) {
        try {
            SocketLoop.write(channel, request.of(number, nanos));
        } catch (IOException e) {
            owner.broken(this);
        }
    }

    @Override
    public void received(byte[] bytes, int length, long nowNanos) {
        if (answered + length > answer.length) {
            owner.broken(this);
            return;
        }
        System.arraycopy(bytes, 0, answer, answered, length);
        answered += length;
        int headEnd = headEnd();
        if (headEnd == 0) {
            return;
        }
        int status = status();
        if (answered >= headEnd + (status == NO_CONTENT ? 0 : bodyBytes(headEnd))) {
            answered = 0;
            owner.answered(this, status);
        }
    }

    private int headEnd() {
        for (int i = STATUS_AT; i <= answered - HEAD_END.length; i++) {
            if (answer[i] == '\r' && Arrays.equals(answer, i, i + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
                return i + HEAD_END.length;
            }
        }
        return 0;
    }

    private int bodyBytes(int headEnd) {
        Matcher length = LENGTH.matcher(new String(answer, 0, headEnd, StandardCharsets.ISO_8859_1));
        return length.find() ? Integer.parseInt(length.group(1)) : 0;
    }

    private int status() {
        int status = 0;
        for (int i = STATUS_AT; i < STATUS_AT + 3; i++) {
            status = status * 10 + answer[i] - '0';
        }
        return status;
    }

    @Override
    public void ended() {
        owner.broken(this);
    }

    /** Disconnects. */
    void close() throws IOException {
        channel.close();
    }
}
