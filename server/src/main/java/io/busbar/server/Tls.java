package io.busbar.server;

import io.busbar.cluster.BusTlsOptions;
import io.busbar.config.ConfigException;
import io.busbar.server.config.ServerConfig;
import io.busbar.server.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Certificates and keys, read as they will be when they are used. */
final class Tls {

    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");

    private Tls() {}

    static PemKeyCertOptions keyCert(TlsConfig tls) {
        return keyCert(tls.getCertPath(), tls.getKeyPath());
    }

    private static PemKeyCertOptions keyCert(@Nullable String certPath, @Nullable String keyPath) {
        return new PemKeyCertOptions()
                .setCertPath(Objects.requireNonNull(certPath))
                .setKeyPath(Objects.requireNonNull(keyPath));
    }

    /**
     * Tries out what {@code config} has for TLS, as Vert.x does it only when somebody connects.
     *
     * @throws ConfigException if files hold no certificate and key, or a key of another certificate
     */
    static void check(Vertx vertx, ServerConfig config) {
        TlsConfig http = config.getHttp().getTls();
        if (http != null) {
            check(vertx, "http.tls", keyCert(http));
        }
        BusTlsOptions bus = config.getCluster().getEventBus().getTls();
        if (bus != null) {
            check(vertx, "cluster.eventBus.tls", keyCert(bus.getCertPath(), bus.getKeyPath()));
            String trustPath = Objects.requireNonNull(bus.getTrustPath());
            try {
                new PemTrustOptions().addCertPath(trustPath).getTrustManagerFactory(vertx);
            } catch (Exception e) {
                throw new ConfigException(
                        "cluster.eventBus.tls.trustPath",
                        "can't be read as PEM certificates: \"" + trustPath + "\": " + e.getMessage());
            }
        }
    }

    private static void check(Vertx vertx, String key, PemKeyCertOptions keyCert) {
        String files = "\"" + keyCert.getCertPath() + "\" and \"" + keyCert.getKeyPath() + "\"";
        KeyManager[] managers;
        try {
            managers = keyCert.getKeyManagerFactory(vertx).getKeyManagers();
        } catch (Exception e) {
            throw new ConfigException(key, files + " can't be read as PEM certificate and key: " + e.getMessage());
        }
        for (KeyManager manager : managers) {
            if (manager instanceof X509KeyManager keys && !belongTogether(keys)) {
                throw new ConfigException(key, files + " don't belong together");
            }
        }
    }

    private static boolean belongTogether(X509KeyManager keys) {
        for (String type : KEY_TYPES) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                return signs(keys.getPrivateKey(aliases[0]), keys.getCertificateChain(aliases[0])[0].getPublicKey());
            }
        }
        return true;
    }

    private static boolean signs(PrivateKey privateKey, PublicKey publicKey) {
        String algorithm = algorithm(privateKey);
        if (algorithm == null) {
            return true;
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static @Nullable String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> null;
        };
    }
}
