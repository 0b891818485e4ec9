package io.busbar.server.config;

/** The server for those who run the node: health and status. It asks nobody who they are, so keep it off the network. */
public final class ManagementConfig {

    /** The default host: {@value}. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** The default port: {@value}. */
    public static final int DEFAULT_PORT = 8081;

    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;

    /** Creates the default configuration. */
    public ManagementConfig() {}

    /** Returns the name or address to listen on. */
    public String getHost() {
        return host;
    }

    /** Sets the name or address to listen on. */
    public ManagementConfig setHost(String host) {
        this.host = host;
        return this;
    }

    /** Returns the port. */
    public int getPort() {
        return port;
    }

    /** Sets the port. 0 picks a free one, which the ready line tells. */
    public ManagementConfig setPort(int port) {
        this.port = port;
        return this;
    }
}
