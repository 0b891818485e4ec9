package io.busbar.cluster;

import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** How the event bus connects a node with the others: each node listens at a port, to which every other one connects. */
@DataObject
public class BusLinkOptions {

    private @Nullable String host;
    private int port;
    private @Nullable String publicHost;
    private @Nullable BusTlsOptions tls;

    /** Creates the default options: at Hazelcast's address, on any port, in clear text. */
    public BusLinkOptions() {}

    /** Copies {@code other}. */
    public BusLinkOptions(BusLinkOptions other) {
        host = other.host;
        port = other.port;
        publicHost = other.publicHost;
        tls = other.tls == null ? null : new BusTlsOptions(other.tls);
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public BusLinkOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns the name or address to listen on, or null for the one that Hazelcast has chosen. */
    public @Nullable String getHost() {
        return host;
    }

    /** Sets the name or address to listen on; null is the address of this node that Hazelcast has chosen. */
    public BusLinkOptions setHost(@Nullable String host) {
        this.host = host;
        return this;
    }

    /** Returns the port. */
    public int getPort() {
        return port;
    }

    /** Sets the port; 0 picks a free one, which does for everything but a firewall. */
    public BusLinkOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** Returns the name or address where the others reach this node, or null for the one it listens on. */
    public @Nullable String getPublicHost() {
        return publicHost;
    }

    /** Sets the name or address where the others reach this node, if it is another than the one it listens on. */
    public BusLinkOptions setPublicHost(@Nullable String publicHost) {
        this.publicHost = publicHost;
        return this;
    }

    /** Returns certificate, key and trust, or null for clear text. */
    public @Nullable BusTlsOptions getTls() {
        return tls;
    }

    /** Sets certificate, key and trust, on all nodes alike; null is clear text, which lets in whoever reaches the port. */
    public BusLinkOptions setTls(@Nullable BusTlsOptions tls) {
        this.tls = tls;
        return this;
    }
}
