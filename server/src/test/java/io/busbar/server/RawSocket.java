package io.busbar.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that sends what it likes. */
final class RawSocket implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket;

    RawSocket(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
    }

    /** Sends {@code request}, and returns the answer up to the end of the connection. */
    static String exchange(int port, String request) throws IOException {
        try (RawSocket raw = new RawSocket(port)) {
            try {
                raw.send(request);
            } catch (SocketException e) {
                // It was answered, and closed, before it was whole.
            }
            return raw.readToEnd();
        }
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Returns all that comes until the server closes; fails if it does not within 10 seconds. */
    String readToEnd() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Reads until {@code text} has come. */
    void readUntil(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + read);
            }
            read.append((char) next);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
