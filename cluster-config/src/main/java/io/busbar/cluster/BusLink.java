package io.busbar.cluster;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;
import java.util.Objects;

/** Tells the event bus what the options say. */
final class BusLink {

    /**
     * How often a connection is tried out, and how long an answer is waited for, in milliseconds: as long as a silent member is. A
     * connection that outlived a cut would, when the network is back, hold up what the nodes have to say to each other
     * until the system sends again what was lost, which it does ever more rarely; by default for up to 40 s.
     */
    private static final long PING_MILLIS = 2_000;

    private static final int PONG_MILLIS = 8_000;

    /** A system that gets no answer asks again ever more rarely, too; a new connection asks at once. */
    private static final int CONNECT_MILLIS = 3_000;

    private BusLink() {}

    /** Sets on {@code target} what {@code link} says, and how the bus notices failures unless somebody has said so; the rest stays. */
    static void apply(BusLinkOptions link, EventBusOptions target) {
        if (target.getClusterPingInterval() == EventBusOptions.DEFAULT_CLUSTER_PING_INTERVAL) {
            target.setClusterPingInterval(PING_MILLIS);
        }
        if (target.getClusterPingReplyInterval() == EventBusOptions.DEFAULT_CLUSTER_PING_REPLY_INTERVAL) {
            target.setClusterPingReplyInterval(PONG_MILLIS);
        }
        if (target.getConnectTimeout() == EventBusOptions.DEFAULT_CONNECT_TIMEOUT) {
            target.setConnectTimeout(CONNECT_MILLIS);
        }
        if (target.getTcpUserTimeout() == TCPSSLOptions.DEFAULT_TCP_USER_TIMEOUT) {
            // The bus closes a connection only when all that waits in it is written, which into a cut may never be: so
            // the system does.
            target.setTcpUserTimeout(PONG_MILLIS);
        }
        if (link.getHost() != null) {
            target.setHost(link.getHost());
        }
        if (link.getPort() != 0) {
            target.setPort(link.getPort());
        }
        if (link.getPublicHost() != null) {
            target.setClusterPublicHost(link.getPublicHost());
        }
        BusTlsOptions tls = link.getTls();
        if (tls != null) {
            // Each node is server and client; without a certificate nobody may publish here.
            target.setSsl(true)
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(Objects.requireNonNull(tls.getCertPath()))
                            .setKeyPath(Objects.requireNonNull(tls.getKeyPath())))
                    .setTrustOptions(new PemTrustOptions().addCertPath(Objects.requireNonNull(tls.getTrustPath())));
        }
    }
}
