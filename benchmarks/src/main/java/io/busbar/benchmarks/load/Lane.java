package io.busbar.benchmarks.load;

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
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

    private final Owner owner;
    private final SocketChannel channel;
    private final byte[] request;
    private final int textAt;
    private final byte[] answer = new byte[MOST_ANSWER_BYTES];
    private int answered;

    /** Is told how publishing goes. */
    interface Owner {

        /** An event was answered, with this status; the lane is free again. */
        void answered(Lane lane, int status);

        /** The lane is of no use any more, and its event, if there was one, lost. */
        void broken(Lane lane);
    }

    /** Connects a lane that publishes texts of {@code bytes} bytes to {@code address}. */
    Lane(SocketLoop loop, int port, String address, int bytes, Owner owner) throws IOException {
        this.owner = owner;
        byte[] head = ("POST /publish/" + address
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: " + bytes
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        textAt = head.length;
        request = Arrays.copyOf(head, textAt + bytes);
        System.arraycopy(Payload.blank(bytes), 0, request, textAt, bytes);
        channel = loop.connect(port, this);
    }

    /** Publishes event {@code number}; not before the one before was answered. */
    void publish(long number, long nanos) {
        Payload.write(request, textAt, number, nanos);
        try {
            SocketLoop.write(channel, request);
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
        if (headEnd > 0 && answered >= headEnd + bodyBytes(headEnd)) {
            answered = 0;
            owner.answered(this, status());
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
        return Integer.parseInt(new String(answer, STATUS_AT, 3, StandardCharsets.ISO_8859_1));
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
