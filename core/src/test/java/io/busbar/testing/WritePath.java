package io.busbar.testing;

import io.busbar.SseBridgeOptions;

/** How the bridge may write plain HTTP/1.1. What it may not write so, it writes portably. */
public enum WritePath {
    /** Below the codec, on connections that are the bridge's own from then on, and native ones: as the server does. */
    OWN,
    /** Below the codec: as an application's bridge does by default. */
    FAST,
    /** Through Vert.x's response. */
    PORTABLE;

    /** Starts to describe a server that writes so; sets the writer in {@code bridge}. */
    public BridgeServer.Options with(SseBridgeOptions bridge) {
        BridgeServer.Options options = BridgeServer.with(bridge.setFastPath(this != PORTABLE));
        return this == OWN ? options : options.sharedConnections();
    }
}
