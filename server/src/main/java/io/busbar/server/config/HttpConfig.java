package io.busbar.server.config;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.busbar.config.ByteSize;
import org.jspecify.annotations.Nullable;

/** The server that clients talk to. */
public final class HttpConfig {

    /** The default host: {@value}, so that nothing is open to the network unasked. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** The default port: {@value}. */
    public static final int DEFAULT_PORT = 8080;

    /** The default size of the kernel's send buffer of a connection: {@value} bytes. */
    public static final long DEFAULT_SEND_BUFFER = 131_072;

    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private boolean http2 = true;
    private long sendBuffer = DEFAULT_SEND_BUFFER;
    private @Nullable TlsConfig tls;

    /** Creates the default configuration. */
    public HttpConfig() {}

    /** Returns the name or address to listen on. */
    public String getHost() {
        return host;
    }

    /** Sets the name or address to listen on; {@code 0.0.0.0} is every IPv4 address of the machine. */
    public HttpConfig setHost(String host) {
        this.host = host;
        return this;
    }

    /** Returns the port. */
    public int getPort() {
        return port;
    }

    /** Sets the port. 0 picks a free one, which the ready line tells. */
    public HttpConfig setPort(int port) {
        this.port = port;
        return this;
    }

    /** Returns whether HTTP/2 is spoken beside HTTP/1.1. */
    public boolean isHttp2() {
        return http2;
    }

    /** Sets whether HTTP/2 is spoken beside HTTP/1.1: with ALPN over TLS, else in clear text. On by default. */
    public HttpConfig setHttp2(boolean http2) {
        this.http2 = http2;
        return this;
    }

    /** Returns the size of the kernel's send buffer of a connection in bytes. */
    public long getSendBuffer() {
        return sendBuffer;
    }

    /**
     * Sets the size of the kernel's send buffer of a connection in bytes: what a client that doesn't read costs the
     * machine outside of the process.
     */
    @JsonDeserialize(using = ByteSize.class)
    public HttpConfig setSendBuffer(long sendBuffer) {
        this.sendBuffer = sendBuffer;
        return this;
    }

    /** Returns the certificate and key, or null for clear text. */
    public @Nullable TlsConfig getTls() {
        return tls;
    }

    /** Sets the certificate and key; from then on clear text is refused. */
    public HttpConfig setTls(@Nullable TlsConfig tls) {
        this.tls = tls;
        return this;
    }
}
