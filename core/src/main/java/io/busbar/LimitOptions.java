package io.busbar;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.busbar.config.ByteSize;
import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;

/** How much a bridge lets in. What is over a limit is refused with a status, before a stream opens. */
@DataObject
public class LimitOptions {

    /** Default number of open streams: {@value}. */
    public static final int DEFAULT_CONNECTIONS = 100_000;

    /** Default number of open streams from one IP address: {@value}. */
    public static final int DEFAULT_CONNECTIONS_PER_IP = 10_000;

    /** Default number of addresses and patterns in one request: {@value}. */
    public static final int DEFAULT_ADDRESSES_PER_CONNECTION = 100;

    /** Default number of unlisted addresses that are consumed or linger: {@value}. */
    public static final int DEFAULT_ADDRESSES = 100_000;

    /** Default size of a request body: {@value} bytes. */
    public static final long DEFAULT_REQUEST_BYTES = 65_536;

    /** Default length of a request line: {@value} bytes, which 64 KiB of signals take in a query where all is encoded. */
    public static final long DEFAULT_REQUEST_LINE_BYTES = 262_144;

    /** Default size of an event on the wire: {@value} bytes. */
    public static final long DEFAULT_EVENT_BYTES = 1_048_576;

    private int connections = DEFAULT_CONNECTIONS;
    private int connectionsPerIp = DEFAULT_CONNECTIONS_PER_IP;
    private int addressesPerConnection = DEFAULT_ADDRESSES_PER_CONNECTION;
    private int addresses = DEFAULT_ADDRESSES;
    private long requestBytes = DEFAULT_REQUEST_BYTES;
    private long requestLineBytes = DEFAULT_REQUEST_LINE_BYTES;
    private long eventBytes = DEFAULT_EVENT_BYTES;

    /** Creates the default limits. */
    public LimitOptions() {}

    /** Copies {@code other}. */
    public LimitOptions(LimitOptions other) {
        connections = other.connections;
        connectionsPerIp = other.connectionsPerIp;
        addressesPerConnection = other.addressesPerConnection;
        addresses = other.addresses;
        requestBytes = other.requestBytes;
        requestLineBytes = other.requestLineBytes;
        eventBytes = other.eventBytes;
    }

    /**
     * Reads {@code json}. Sizes may be numbers of bytes, or text such as {@code 64KiB}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public LimitOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these limits as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns how many streams may be open on this node; beyond: 503. */
    public int getConnections() {
        return connections;
    }

    /** Sets how many streams may be open on this node. */
    public LimitOptions setConnections(int connections) {
        this.connections = connections;
        return this;
    }

    /** Returns how many streams may be open from one IP address; beyond: 429. */
    public int getConnectionsPerIp() {
        return connectionsPerIp;
    }

    /** Sets how many streams may be open from one IP address. */
    public LimitOptions setConnectionsPerIp(int connectionsPerIp) {
        this.connectionsPerIp = connectionsPerIp;
        return this;
    }

    /** Returns how many addresses and patterns one request may name; beyond: 400. */
    public int getAddressesPerConnection() {
        return addressesPerConnection;
    }

    /** Sets how many addresses and patterns one request may name. */
    public LimitOptions setAddressesPerConnection(int addressesPerConnection) {
        this.addressesPerConnection = addressesPerConnection;
        return this;
    }

    /**
     * Returns how many unlisted addresses may be consumed or linger, and how many patterns and addresses of multiplexed
     * sources may be subscribed to; beyond: 503.
     */
    public int getAddresses() {
        return addresses;
    }

    /** Sets how many unlisted addresses may be consumed or linger; and as many patterns, and multiplexed addresses. */
    public LimitOptions setAddresses(int addresses) {
        this.addresses = addresses;
        return this;
    }

    /** Returns the largest request body in bytes, beyond: 413; and the most signals in a query, decoded, beyond: 414. */
    public long getRequestBytes() {
        return requestBytes;
    }

    /** Sets the largest request body, and the most signals in a query, in bytes. */
    @JsonDeserialize(using = ByteSize.class)
    public LimitOptions setRequestBytes(long requestBytes) {
        this.requestBytes = requestBytes;
        return this;
    }

    /** Returns the longest request line in bytes, that is method, path and query as they are sent; beyond: 414. */
    public long getRequestLineBytes() {
        return requestLineBytes;
    }

    /**
     * Sets the longest request line in bytes. It is the HTTP server's limit: {@link SseBridgeVerticle} sets it there unless its
     * {@code http} does; where the server is yours, {@link #applyTo} does.
     */
    @JsonDeserialize(using = ByteSize.class)
    public LimitOptions setRequestLineBytes(long requestLineBytes) {
        this.requestLineBytes = requestLineBytes;
        return this;
    }

    /**
     * Lets an HTTP server take request lines of {@link #getRequestLineBytes}, over HTTP/2 with {@code maxHeaderSize} of other
     * headers; its own defaults are 4,096 and 8,192 bytes. A stream holds on to its request line while it is open.
     *
     * @param http changed
     */
    public void applyTo(HttpServerOptions http) {
        http.setMaxInitialLineLength(Math.toIntExact(requestLineBytes));
        Http2Settings settings = http.getInitialSettings();
        // In HTTP/2 the path is one of the headers.
        settings.setMaxHeaderListSize(
                Math.max(settings.getMaxHeaderListSize(), requestLineBytes + http.getMaxHeaderSize()));
        http.setInitialSettings(settings);
    }

    /** Returns the largest event on the wire, in bytes; larger ones are dropped and counted. */
    public long getEventBytes() {
        return eventBytes;
    }

    /** Sets the largest event on the wire, in bytes. */
    @JsonDeserialize(using = ByteSize.class)
    public LimitOptions setEventBytes(long eventBytes) {
        this.eventBytes = eventBytes;
        return this;
    }
}
