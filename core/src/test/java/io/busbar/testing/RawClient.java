package io.busbar.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends what it is told to, and sees what comes as it comes. For one thread. */
public final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final byte[] bytes;
    private final StringBuilder unread = new StringBuilder();
    private int reads;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        bytes = new byte[socket.getReceiveBufferSize()];
        socket.setSoTimeout((int) Conditions.PATIENCE.toMillis());
    }

    /** Connects to a server on this machine. */
    public static RawClient connect(int port) throws IOException {
        return new RawClient(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Sends ASCII text. */
    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads on, and returns what came up to the end of {@code text}.
     *
     * @throws IOException if it does not come in time, or the connection has ended before
     */
    public String readThrough(String text) throws IOException {
        int at = unread.indexOf(text);
        while (at < 0) {
            int length = socket.getInputStream().read(bytes);
            if (length < 0) {
                throw new IOException("the end instead of " + text);
            }
            int from = Math.max(0, unread.length() - text.length());
            unread.append(new String(bytes, 0, length, StandardCharsets.US_ASCII));
            reads++;
            at = unread.indexOf(text, from);
        }
        int end = at + text.length();
        String read = unread.substring(0, end);
        unread.delete(0, end);
        return read;
    }

    /** Returns how often there was something to read. */
    public int reads() {
        return reads;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
