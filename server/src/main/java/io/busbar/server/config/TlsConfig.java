package io.busbar.server.config;

import org.jspecify.annotations.Nullable;

/** Where the server's certificate and key are. Both are needed. */
public final class TlsConfig {

    private @Nullable String certPath;
    private @Nullable String keyPath;

    /** Creates an empty configuration, which is not valid yet. */
    public TlsConfig() {}

    /** Returns the path of the PEM file with the certificate chain. */
    public @Nullable String getCertPath() {
        return certPath;
    }

    /** Sets the path of the PEM file with the certificate chain, the server's own certificate first. */
    public TlsConfig setCertPath(String certPath) {
        this.certPath = certPath;
        return this;
    }

    /** Returns the path of the PEM file with the private key. */
    public @Nullable String getKeyPath() {
        return keyPath;
    }

    /** Sets the path of the PEM file with the private key, which must not be encrypted. */
    public TlsConfig setKeyPath(String keyPath) {
        this.keyPath = keyPath;
        return this;
    }
}
