package io.busbar.server.config;

import io.busbar.LimitOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that a node is configured with. */
public final class ServerConfig {

    private HttpConfig http = new HttpConfig();
    private ManagementConfig management = new ManagementConfig();
    private ClusterConfig cluster = new ClusterConfig();
    private PublishConfig publish = new PublishConfig();
    private DrainConfig drain = new DrainConfig();
    private LimitOptions limits = new LimitOptions();
    private PluginsConfig plugins = new PluginsConfig();
    private List<BridgeConfig> bridges = List.of(BridgeConfig.demo());
    private boolean demo = true;

    /** Creates the default configuration: loopback only, and one bridge to try things out with. */
    public ServerConfig() {}

    /** Returns the server that clients talk to. */
    public HttpConfig getHttp() {
        return http;
    }

    /** Sets the server that clients talk to. */
    public ServerConfig setHttp(HttpConfig http) {
        this.http = http;
        return this;
    }

    /** Returns the server for health and status. */
    public ManagementConfig getManagement() {
        return management;
    }

    /** Sets the server for health and status. */
    public ServerConfig setManagement(ManagementConfig management) {
        this.management = management;
        return this;
    }

    /** Returns whether the node is one of a cluster, and of which. */
    public ClusterConfig getCluster() {
        return cluster;
    }

    /** Sets whether the node is one of a cluster, and of which. */
    public ServerConfig setCluster(ClusterConfig cluster) {
        this.cluster = cluster;
        return this;
    }

    /** Returns what applies to publishes. */
    public PublishConfig getPublish() {
        return publish;
    }

    /** Sets what applies to publishes, of all bridges. */
    public ServerConfig setPublish(PublishConfig publish) {
        this.publish = publish;
        return this;
    }

    /** Returns how the node leaves. */
    public DrainConfig getDrain() {
        return drain;
    }

    /** Sets how the node leaves. */
    public ServerConfig setDrain(DrainConfig drain) {
        this.drain = drain;
        return this;
    }

    /** Returns the limits. */
    public LimitOptions getLimits() {
        return limits;
    }

    /** Sets the limits, which apply to each bridge on its own. */
    public ServerConfig setLimits(LimitOptions limits) {
        this.limits = limits;
        return this;
    }

    /** Returns where plugins come from. */
    public PluginsConfig getPlugins() {
        return plugins;
    }

    /** Sets where plugins come from. */
    public ServerConfig setPlugins(PluginsConfig plugins) {
        this.plugins = plugins;
        return this;
    }

    /** Returns the bridges. */
    public List<BridgeConfig> getBridges() {
        return bridges;
    }

    /** Sets the bridges. */
    public ServerConfig setBridges(List<BridgeConfig> bridges) {
        this.bridges = List.copyOf(bridges);
        demo = false;
        return this;
    }

    /** Returns whether no bridges were configured, so that there is the one to try things out with. */
    public boolean hasDemoBridge() {
        return demo;
    }

    /** Returns the path with a final slash below which {@code bridge} takes messages, or null if it takes none. */
    public @Nullable String inboundPath(BridgeConfig bridge) {
        String path = bridge.getInboundPath();
        if (path == null) {
            boolean mounted =
                    bridges.size() == 1 || !bridge.getInboundPermitted().isEmpty();
            return mounted ? BridgeConfig.DEFAULT_INBOUND_PATH : null;
        }
        return path.endsWith("/") ? path : path + "/";
    }
}
