package io.busbar.server.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.busbar.LimitOptions;
import io.busbar.PluginOptions;
import io.busbar.SseBridgeOptions;
import io.busbar.config.ConfigMapper;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.PermittedOptions;
import org.jspecify.annotations.Nullable;

/**
 * A bridge and where it is mounted: every key of {@link SseBridgeOptions} but {@code limits} and
 * {@code publishTimeout}, which the server has once for all bridges, and the two paths.
 */
@JsonIgnoreProperties({"limits", "publishTimeout"})
public final class BridgeConfig extends SseBridgeOptions {

    /** The default path: {@value}. */
    public static final String DEFAULT_PATH = "/events";

    /** The default inbound path: {@value}. */
    public static final String DEFAULT_INBOUND_PATH = "/";

    private String path = DEFAULT_PATH;
    private @Nullable String inboundPath;

    /** Creates a bridge that permits nothing. */
    public BridgeConfig() {}

    /** Returns a bridge to try things out with: it permits {@code demo.*} both ways, and has every plugin of the directory. */
    static BridgeConfig demo() {
        BridgeConfig bridge = new BridgeConfig();
        bridge.addOutboundPermitted(new PermittedOptions().setAddressRegex("demo\\..+"));
        bridge.addInboundPermitted(new PermittedOptions().setAddressRegex("demo\\..+"));
        bridge.addPlugin(new PluginOptions().setName(PluginOptions.ALL_OTHERS));
        return bridge;
    }

    /** Returns the path where streams open. */
    public String getPath() {
        return path;
    }

    /** Sets the path where streams open: {@code GET path}, {@code POST path}, {@code GET path/:address}. */
    public BridgeConfig setPath(String path) {
        this.path = path;
        return this;
    }

    /** Returns the path below which messages come in, or null if it was not set. */
    public @Nullable String getInboundPath() {
        return inboundPath;
    }

    /**
     * Sets the path below which messages come in: {@code POST inboundPath/publish/:address} and so on. If it is not
     * set, it is {@value #DEFAULT_INBOUND_PATH} for a bridge that permits something inbound or is the only one.
     */
    public BridgeConfig setInboundPath(@Nullable String inboundPath) {
        this.inboundPath = inboundPath;
        return this;
    }

    /** Returns what the bridge is built from. */
    public SseBridgeOptions toOptions(LimitOptions limits, PublishConfig publish) {
        JsonObject json = ConfigMapper.toJson(this);
        json.remove("path");
        json.remove("inboundPath");
        return new SseBridgeOptions(json).setLimits(new LimitOptions(limits)).setPublishTimeout(publish.getTimeout());
    }
}
