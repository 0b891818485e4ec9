package io.busbar.server.config;

import io.busbar.SseBridgeOptions;
import io.busbar.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses paths that two bridges would both answer. */
final class PathCheck {

    private static final Pattern PATH = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~-]+)+");

    private PathCheck() {}

    /**
     * One route: {@code method} on {@code parent/last}, or on {@code parent/:address} if {@code last} is null.
     *
     * @param key the key that it comes from
     */
    private record Claim(
            String key,
            String method,
            String parent,
            @Nullable String last) {

        boolean collidesWith(Claim other) {
            return method.equals(other.method)
                    && parent.equals(other.parent)
                    && (last == null || other.last == null || last.equals(other.last));
        }

        String route() {
            return method + " " + parent + "/" + (last == null ? ":address" : last);
        }
    }

    static void check(ServerConfig config) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < config.getBridges().size(); i++) {
            BridgeConfig bridge = config.getBridges().get(i);
            String pathKey = "bridges[" + i + "].path";
            String inboundKey = "bridges[" + i + "].inboundPath";
            String path = bridge.getPath();
            require(
                    PATH.matcher(path).matches(),
                    pathKey,
                    "must start with a slash, and consist of slashes and names of A-Z a-z 0-9 . _ ~ -: \"" + path
                            + "\"");
            claim(claims, exact(pathKey, "GET", path));
            claim(claims, exact(pathKey, "POST", path));
            claim(claims, new Claim(pathKey, "GET", path, null));
            String inbound = config.inboundPath(bridge);
            if (inbound != null) {
                String parent = inbound.substring(0, inbound.length() - 1);
                require(
                        parent.isEmpty() || PATH.matcher(parent).matches(),
                        inboundKey,
                        "must start with a slash, and consist of slashes and names of A-Z a-z 0-9 . _ ~ -: \""
                                + bridge.getInboundPath() + "\"");
                for (String verb : List.of("publish", "send", "request")) {
                    claim(claims, new Claim(inboundKey, "POST", inbound + verb, null));
                }
                if (!bridge.getFormat().equals(SseBridgeOptions.PLAIN_FORMAT)) {
                    // A page's command; other methods than these no bridge has elsewhere.
                    claim(claims, new Claim(inboundKey, "GET", inbound + "request", null));
                }
            }
        }
    }

    private static Claim exact(String key, String method, String path) {
        int slash = path.lastIndexOf('/');
        return new Claim(key, method, path.substring(0, slash), path.substring(slash + 1));
    }

    private static void claim(List<Claim> claims, Claim claim) {
        for (Claim other : claims) {
            require(
                    !claim.collidesWith(other),
                    claim.key(),
                    claim.route() + " is taken by " + other.key() + " (" + other.route() + ")");
        }
        claims.add(claim);
    }

    private static void require(boolean condition, String key, String fault) {
        if (!condition) {
            throw new ConfigException(key, fault);
        }
    }
}
