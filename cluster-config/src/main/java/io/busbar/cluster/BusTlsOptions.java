package io.busbar.cluster;

import io.busbar.config.ConfigMapper;
import io.vertx.codegen.annotations.DataObject;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What the event bus encrypts the traffic between nodes with, and knows them by: each node shows a certificate, as server
 * and as client, and trusts those that the trusted authority has signed. Host names are not compared. All three are
 * needed.
 */
@DataObject
public class BusTlsOptions {

    private @Nullable String certPath;
    private @Nullable String keyPath;
    private @Nullable String trustPath;

    /** Creates empty options, which are not valid yet. */
    public BusTlsOptions() {}

    /** Copies {@code other}. */
    public BusTlsOptions(BusTlsOptions other) {
        certPath = other.certPath;
        keyPath = other.keyPath;
        trustPath = other.trustPath;
    }

    /**
     * Reads {@code json}.
     *
     * @throws IllegalArgumentException naming the path of an unknown key or a wrong value
     */
    @SuppressWarnings("this-escape")
    public BusTlsOptions(JsonObject json) {
        ConfigMapper.update(this, json);
    }

    /** Returns these options as JSON. */
    public JsonObject toJson() {
        return ConfigMapper.toJson(this);
    }

    /** Returns the path of the PEM file with this node's certificate chain. */
    public @Nullable String getCertPath() {
        return certPath;
    }

    /** Sets the path of the PEM file with this node's certificate chain, its own certificate first. */
    public BusTlsOptions setCertPath(String certPath) {
        this.certPath = certPath;
        return this;
    }

    /** Returns the path of the PEM file with the private key. */
    public @Nullable String getKeyPath() {
        return keyPath;
    }

    /** Sets the path of the PEM file with the private key, which must not be encrypted. */
    public BusTlsOptions setKeyPath(String keyPath) {
        this.keyPath = keyPath;
        return this;
    }

    /** Returns the path of the PEM file with the certificates that are trusted. */
    public @Nullable String getTrustPath() {
        return trustPath;
    }

    /** Sets the path of the PEM file with the certificates that are trusted: an authority that signs nothing but nodes. */
    public BusTlsOptions setTrustPath(String trustPath) {
        this.trustPath = trustPath;
        return this;
    }
}
