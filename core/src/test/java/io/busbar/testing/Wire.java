package io.busbar.testing;

import io.busbar.SseBridgeOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A way for events to reach a client: how the bridge may write, and the protocol.
 *
 * @param path how the bridge may write
 * @param protocol what client and server speak
 */
public record Wire(WritePath path, Protocol protocol) {

    /** What client and server speak. */
    public enum Protocol {
        /** In clear text. */
        HTTP_1_1,
        /** In clear text, as nginx speaks to what it proxies. */
        HTTP_1_0,
        /** In clear text, with prior knowledge. */
        HTTP_2,
        /** Without ALPN. */
        TLS_HTTP_1_1,
        /** Agreed on by ALPN. */
        TLS_HTTP_2
    }

    /** Returns every combination that makes a difference, for {@link EveryWire}. */
    public static List<Wire> all() {
        List<Wire> wires = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            wires.add(new Wire(WritePath.OWN, protocol));
            wires.add(new Wire(WritePath.PORTABLE, protocol));
        }
        wires.add(new Wire(WritePath.FAST, Protocol.HTTP_1_1));
        return wires;
    }

    /** Starts to describe a server for this wire; sets the writer in {@code bridge}. */
    public BridgeServer.Options with(SseBridgeOptions bridge) {
        BridgeServer.Options options = path.with(bridge);
        return isTls() ? options.tls() : options;
    }

    /** Starts a server for this wire; sets the writer in {@code bridge}. */
    public BridgeServer start(SseBridgeOptions bridge) {
        return with(bridge).start();
    }

    /** Opens a stream over this wire, and waits for its head. Headers as {@code Name: value}. */
    public TestStream open(BridgeServer server, String path, String... headers) {
        if (isHttp2()) {
            return Http2TestClient.connect(server.vertx(), server.port(), isTls(), path, headers);
        }
        SseTestClient.Builder client = SseTestClient.to(server.port(), path);
        for (String header : headers) {
            client.header(header);
        }
        if (protocol == Protocol.HTTP_1_0) {
            client.http10();
        }
        if (isTls()) {
            client.tls();
        }
        return client.open();
    }

    /** Returns whether this is HTTP/2. */
    public boolean isHttp2() {
        return protocol == Protocol.HTTP_2 || protocol == Protocol.TLS_HTTP_2;
    }

    private boolean isTls() {
        return protocol == Protocol.TLS_HTTP_1_1 || protocol == Protocol.TLS_HTTP_2;
    }

    @Override
    public String toString() {
        return protocol + ", " + path;
    }
}
