package io.busbar.server;

import io.busbar.config.ConfigException;
import io.busbar.server.config.TlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Certificate and key, read as the server will read them. */
final class Tls {

    private static final List<String> KEY_TYPES = List.of("RSA", "EC", "EdDSA");

    private Tls() {}

    static PemKeyCertOptions keyCert(TlsConfig tls) {
        return new PemKeyCertOptions()
                .setCertPath(Objects.requireNonNull(tls.getCertPath()))
                .setKeyPath(Objects.requireNonNull(tls.getKeyPath()));
    }

    /**
     * Tries {@code tls} out, as Vert.x does it only when a client comes.
     *
     * @throws ConfigException if the files hold no certificate and key, or a key of another certificate
     */
    static void check(Vertx vertx, TlsConfig tls) {
        String files = "\"" + tls.getCertPath() + "\" and \"" + tls.getKeyPath() + "\"";
        KeyManager[] managers;
        try {
            managers = keyCert(tls).getKeyManagerFactory(vertx).getKeyManagers();
        } catch (Exception e) {
            throw new ConfigException(
                    "http.tls", files + " can't be read as PEM certificate and key: " + e.getMessage());
        }
        for (KeyManager manager : managers) {
            if (manager instanceof X509KeyManager keys && !belongTogether(keys)) {
                throw new ConfigException("http.tls", files + " don't belong together");
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
