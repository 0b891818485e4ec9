package io.busbar.cluster;

import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Objects;

/** Tells the event bus what the options say. */
final class BusLink {

    private BusLink() {}

    /** Sets on {@code target} what {@code link} says, and leaves the rest as it is. */
    static void apply(BusLinkOptions link, EventBusOptions target) {
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
