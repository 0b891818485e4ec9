package io.busbar.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An event stream over a plain socket that reads as many bytes as it is told, and no more, so that it can be as slow as
 * it likes and leave at any byte, in the middle of a frame too. Wrong framing is an {@link AssertionError}. Not
 * thread-safe.
 */
public final class PacedClient implements AutoCloseable {

    private final Socket socket = new Socket();
    private final SpecReader reader = new SpecReader();
    private final HttpResponseReader response = new HttpResponseReader(this::received, false);
    private byte[] buffer = new byte[1024];
    private int eventsTaken;
    private int bytesAfterEvent;
    private byte last;

    private PacedClient() {}

    /**
     * Connects to the loopback interface, and sends a request.
     *
     * @param receiveBuffer the size of the socket's receive buffer; 0 leaves it to the system
     */
    public static PacedClient open(int port, String request, int receiveBuffer) {
        PacedClient client = new PacedClient();
        try {
            if (receiveBuffer > 0) {
                client.socket.setReceiveBufferSize(receiveBuffer);
            }
            client.socket.setTcpNoDelay(true);
            client.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int)
                    Conditions.PATIENCE.toMillis());
            client.socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return client;
        } catch (IOException e) {
            client.close();
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads at most {@code most} bytes.
     *
     * @return how many it were; 0 if none came within {@code millis}, -1 if the response has ended, or the connection
     */
    public int read(int most, int millis) {
        if (response.isComplete()) {
            return -1;
        }
        if (buffer.length < most) {
            buffer = new byte[most];
        }
        try {
            socket.setSoTimeout(Math.max(1, millis));
            int n = socket.getInputStream().read(buffer, 0, most);
            if (n > 0) {
                response.feed(buffer, n);
            }
            return n;
        } catch (SocketTimeoutException e) {
            return 0;
        } catch (SocketException e) {
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the response's status; 0 until its head was read. */
    public int status() {
        return response.status();
    }

    /** Returns the events that were completed since the last call. */
    public List<ReadEvent> takeEvents() {
        List<ReadEvent> all = reader.events();
        List<ReadEvent> taken = all.subList(eventsTaken, all.size());
        eventsTaken = all.size();
        return taken;
    }

    /** Returns whether some bytes of an event were read, and not all. */
    public boolean isWithinEvent() {
        return bytesAfterEvent > 0;
    }

    /** Ends the connection with RST instead of FIN. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void received(byte[] bytes, int offset, int length) {
        reader.feed(bytes, offset, length);
        for (int i = offset; i < offset + length; i++) {
            bytesAfterEvent = bytes[i] == '\n' && last == '\n' ? 0 : bytesAfterEvent + 1;
            last = bytes[i];
        }
    }
}
