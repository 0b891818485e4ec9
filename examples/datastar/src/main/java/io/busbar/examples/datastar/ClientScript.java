package io.busbar.examples.datastar;

import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the page gets Datastar's own script from.
 *
 * @param source the URL that the page has, absolute, or {@code datastar.js} of this server; without a character that an
 *     attribute of HTML could not hold
 * @param origin whose scripts the page has to trust for that; null if it is this server
 * @param file what this server serves as {@code /datastar.js}; null if the script is elsewhere
 */
record ClientScript(
        String source, @Nullable String origin, @Nullable Path file) {

    /** The public CDN, which Datastar's own guide names. */
    static final String CDN = "https://cdn.jsdelivr.net/gh/starfederation/datastar@1.0.2/bundles/datastar.js";

    private static final String OWN = "datastar.js";

    /**
     * Reads the setting.
     *
     * @param setting an {@code http} or {@code https} URL, or the path of a file
     * @throws IllegalArgumentException if it is neither; the message is for the user
     */
    static ClientScript of(String setting) {
        return setting.regionMatches(true, 0, "http:", 0, 5) || setting.regionMatches(true, 0, "https:", 0, 6)
                ? elsewhere(setting)
                : here(setting);
    }

    private static ClientScript elsewhere(String url) {
        try {
            URI uri = new URI(url).parseServerAuthority();
            // A quote could end the attribute that holds the URL, a semicolon in a host the directive that holds the
            // origin.
            if (uri.getHost() == null || uri.getRawUserInfo() != null || url.contains("'")) {
                throw new URISyntaxException(url, "it needs a host, and no user and no quotes");
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return new ClientScript(url.replace("&", "&amp;"), uri.getScheme() + "://" + uri.getHost() + port, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is not a URL of Datastar's script (" + e.getReason() + ").", e);
        }
    }

    private static ClientScript here(String path) {
        try {
            Path file = Path.of(path).toAbsolutePath();
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new IllegalArgumentException("There is no file " + file
                        + " to read Datastar's script from; -Ddatastar= takes its path, or a URL.");
            }
            return new ClientScript(OWN, null, file);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is not the path of a file (" + e.getReason() + ").", e);
        }
    }

    /** Returns the sources of scripts that the page trusts, as its security policy has them. */
    String trusted() {
        return origin == null ? "'self'" : "'self' " + origin;
    }

    /** Lets {@code router} serve the file, if it is one. */
    void mount(Router router) {
        Path served = file;
        if (served != null) {
            router.get("/" + OWN).handler(context -> context.response()
                    .putHeader("Content-Type", "text/javascript;charset=utf-8")
                    .putHeader("Cache-Control", "no-cache")
                    .sendFile(served.toString())
                    .onFailure(context::fail));
        }
    }
}
