package io.busbar.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An event stream over a plain socket, with HTTP/1.1 or 1.0 done by hand: wrong framing fails the test, and the client
 * can be as slow or as rude as it likes. Unpacks gzip if it came. Not thread-safe.
 *
 * <pre>{@code
 * try (SseTestClient client = SseTestClient.connect(port, "/events/news")) {
 *     server.publish("news", "hello");
 *     client.expectEvent("message", "hello");
 * }
 * }</pre>
 */
public final class SseTestClient extends TestStream {

    private final Socket transport;
    private final Socket socket;
    private final InputStream in;
    private final HttpResponseReader response = new HttpResponseReader(this::receivedBody);
    private final byte[] buffer = new byte[64 * 1024];
    private final Gunzip gunzip = new Gunzip();
    private final int mostBytes;
    private final long everyNanos;
    private int bytesLeft;
    private long nextReadNanos = System.nanoTime();
    private End end = End.OPEN;

    private SseTestClient(Socket transport, Socket socket, int mostBytes, long everyNanos) throws IOException {
        this.transport = transport;
        this.socket = socket;
        this.mostBytes = mostBytes;
        this.everyNanos = everyNanos;
        in = socket.getInputStream();
    }

    /**
     * Opens a stream, and waits for the response's head, after which what is published arrives.
     *
     * @param port the port on the loopback interface
     * @param path path and query, encoded
     * @param headers further headers as {@code Name: value}
     */
    public static SseTestClient connect(int port, String path, String... headers) {
        Builder builder = to(port, path);
        for (String header : headers) {
            builder.header(header);
        }
        return builder.open();
    }

    /** Starts to describe a client of {@code port}, on the loopback interface unless told otherwise. */
    public static Builder to(int port, String path) {
        return new Builder(port, path);
    }

    @Override
    public int status() {
        readUntil("a response", Conditions.PATIENCE, () -> response.status() != 0);
        return response.status();
    }

    @Override
    public @Nullable String header(String name) {
        status();
        return response.header(name);
    }

    @Override
    public byte[] bodyBytes() {
        return response.body();
    }

    /** Returns all bytes read so far as they came, with head and framing. */
    public byte[] rawBytes() {
        return response.raw();
    }

    /** Returns this end of the connection, as the server sees it. */
    public int localPort() {
        return transport.getLocalPort();
    }

    /** Sends bytes as they are, after the request. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends FIN, and goes on reading. */
    public void halfClose() throws IOException {
        transport.shutdownOutput();
    }

    /** Waits until the server has closed the connection, behind the end of the response. */
    public void expectEndOfConnection() {
        try {
            socket.setSoTimeout((int) Conditions.PATIENCE.toMillis());
            if (in.read() >= 0) {
                throw new AssertionError("more behind the end of the response");
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stays open", e);
        } catch (IOException e) {
            // reset, for instance instead of a closing message of TLS
        }
    }

    /** Ends the connection with RST instead of FIN. */
    public void reset() throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
    }

    @Override
    public void close() {
        gunzip.close();
        try {
            transport.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean readMore(long nanos) {
        try {
            if (bytesLeft == 0 && !awaitNextRead(nanos)) {
                return false;
            }
            socket.setSoTimeout((int) Math.max(1, Math.min(nanos / 1_000_000, Integer.MAX_VALUE)));
            int n = in.read(buffer, 0, Math.min(bytesLeft, buffer.length));
            if (n < 0) {
                end = response.mayEndHere() ? End.CLEAN : End.CUT;
                return true;
            }
            bytesLeft -= n;
            response.feed(buffer, n);
            if (response.isComplete()) {
                end = End.CLEAN;
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            end = End.CUT;
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A slow client waits until it may read again; a quick one may at once. */
    private boolean awaitNextRead(long nanos) {
        long begin = System.nanoTime();
        long now = begin;
        while (nextReadNanos - now > 0) {
            if (now - begin >= nanos) {
                return false;
            }
            LockSupport.parkNanos(Math.min(nextReadNanos - now, nanos - (now - begin)));
            now = System.nanoTime();
        }
        nextReadNanos = now + everyNanos;
        bytesLeft = mostBytes;
        return true;
    }

    private void receivedBody(byte[] bytes, int offset, int length) {
        if ("gzip".equals(response.header("content-encoding"))) {
            byte[] unpacked = gunzip.unpack(bytes, offset, length);
            received(unpacked, 0, unpacked.length);
        } else {
            received(bytes, offset, length);
        }
    }

    @Override
    protected End end() {
        return end;
    }

    /** Describes a client before it connects. */
    public static final class Builder {

        private final int port;
        private final String path;
        private final List<String> headers = new ArrayList<>();
        private String host = InetAddress.getLoopbackAddress().getHostAddress();
        private String version = "1.1";
        private boolean tls;
        private int receiveBuffer;
        private int mostBytes = Integer.MAX_VALUE;
        private Duration every = Duration.ZERO;
        private byte[] body = {};
        private int lengthToCome;
        private @Nullable String contentType;

        private Builder(int port, String path) {
            this.port = port;
            this.path = path;
        }

        /** Adds a header line, {@code Name: value}. */
        public Builder header(String header) {
            headers.add(header);
            return this;
        }

        /** Connects to {@code newHost} instead of the loopback interface. */
        public Builder at(String newHost) {
            host = newHost;
            return this;
        }

        /** Speaks HTTP/1.0, as nginx does to what it proxies. */
        public Builder http10() {
            version = "1.0";
            return this;
        }

        /** Speaks TLS, without ALPN, and trusts anyone. */
        public Builder tls() {
            tls = true;
            return this;
        }

        /** Sets the socket's receive buffer before it connects, so that a client that does not read is soon full. */
        public Builder receiveBuffer(int bytes) {
            receiveBuffer = bytes;
            return this;
        }

        /** Reads at most {@code bytes} at a time, once {@code newEvery}: slowly, but steadily while something is expected. */
        public Builder slowly(int bytes, Duration newEvery) {
            mostBytes = bytes;
            every = newEvery;
            return this;
        }

        /** Sends a POST with this body instead of a GET. */
        public Builder post(String newContentType, String newBody) {
            contentType = newContentType;
            body = newBody.getBytes(StandardCharsets.UTF_8);
            return this;
        }

        /** Sends the head of a POST with a body of {@code length} bytes, which is to be sent afterwards. */
        public Builder postLater(String newContentType, int length) {
            contentType = newContentType;
            lengthToCome = length;
            return this;
        }

        /** Connects, sends the request, and waits for the response's head. */
        public SseTestClient open() {
            SseTestClient client = neverRead();
            try {
                client.status();
            } catch (AssertionError e) {
                client.close();
                throw e;
            }
            return client;
        }

        /** Connects, sends the request, and reads nothing until something is expected. */
        public SseTestClient neverRead() {
            try {
                Socket transport = new Socket();
                if (receiveBuffer > 0) {
                    transport.setReceiveBufferSize(receiveBuffer);
                }
                transport.setTcpNoDelay(true);
                transport.connect(new InetSocketAddress(host, port), (int) Conditions.PATIENCE.toMillis());
                SseTestClient client = new SseTestClient(
                        transport, tls ? TrustAll.over(transport) : transport, mostBytes, every.toNanos());
                client.send(request());
                return client;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] request() {
            StringBuilder head = new StringBuilder(contentType == null ? "GET " : "POST ")
                    .append(path)
                    .append(" HTTP/")
                    .append(version)
                    .append("\r\nHost: localhost:")
                    .append(port)
                    .append("\r\nAccept: text/event-stream\r\n");
            if (contentType != null) {
                head.append("Content-Type: ").append(contentType).append("\r\n");
                head.append("Content-Length: ")
                        .append(body.length + lengthToCome)
                        .append("\r\n");
            }
            headers.forEach(header -> head.append(header).append("\r\n"));
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            request.writeBytes(body);
            return request.toByteArray();
        }
    }
}
