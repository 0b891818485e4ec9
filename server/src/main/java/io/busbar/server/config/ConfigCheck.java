package io.busbar.server.config;

import io.busbar.HistoryMode;
import io.busbar.config.ConfigException;
import io.busbar.config.Durations;
import java.io.File;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what the types of the keys can't say. */
final class ConfigCheck {

    private static final long LEAST_SEND_BUFFER = 4096;
    private static final int HIGHEST_PORT = 65_535;
    private static final Duration LONGEST_DRAIN = Duration.ofHours(1);
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private ConfigCheck() {}

    static void check(ServerConfig config) {
        HttpConfig http = config.getHttp();
        ManagementConfig management = config.getManagement();
        checkHost("http.host", http.getHost());
        checkPort("http.port", http.getPort());
        checkHost("management.host", management.getHost());
        checkPort("management.port", management.getPort());
        require(
                http.getPort() == 0
                        || http.getPort() != management.getPort()
                        || !overlap(http.getHost(), management.getHost()),
                "management.port",
                "is the same as http.port: " + management.getPort());
        require(
                http.getSendBuffer() >= LEAST_SEND_BUFFER && http.getSendBuffer() <= Integer.MAX_VALUE,
                "http.sendBuffer",
                "must be 4KiB to 2GiB: " + http.getSendBuffer());
        if (http.getTls() != null) {
            checkFile("http.tls.certPath", http.getTls().getCertPath());
            checkFile("http.tls.keyPath", http.getTls().getKeyPath());
        }
        checkCluster(config.getCluster());
        require(
                config.getPublish().getTimeout().toMillis() > 0,
                "publish.timeout",
                "must be at least 1ms: " + Durations.format(config.getPublish().getTimeout()));
        require(
                config.getDrain().getTime().compareTo(LONGEST_DRAIN) <= 0,
                "drain.time",
                "must be 0 to 1h: " + Durations.format(config.getDrain().getTime()));
        checkNames(config.getBridges());
        PathCheck.check(config);
        for (int i = 0; i < config.getBridges().size(); i++) {
            checkBridge("bridges[" + i + "]", config.getBridges().get(i), config);
        }
    }

    private static void checkCluster(ClusterConfig cluster) {
        try {
            cluster.validate();
        } catch (ConfigException e) {
            throw e.below("cluster");
        }
    }

    /** A bridge's fault starts with the option's path in the bridge; limits are the server's. */
    private static void checkBridge(String path, BridgeConfig bridge, ServerConfig config) {
        try {
            bridge.toOptions(config.getLimits(), config.getPublish()).validate();
        } catch (IllegalArgumentException e) {
            String fault = String.valueOf(e.getMessage());
            throw new ConfigException("", fault.startsWith("limits.") ? fault : path + "." + fault);
        }
        require(
                bridge.getHistory().getMode() != HistoryMode.CLUSTER
                        || config.getCluster().isEnabled(),
                path + ".history.mode",
                "cluster needs a cluster: set cluster.enabled, or start with --cluster");
    }

    private static void checkNames(List<BridgeConfig> bridges) {
        require(!bridges.isEmpty(), "bridges", "must list at least one bridge");
        Map<String, String> taken = new HashMap<>();
        for (int i = 0; i < bridges.size(); i++) {
            String path = "bridges[" + i + "].name";
            String name = bridges.get(i).getName();
            String other = taken.putIfAbsent(name, path);
            require(other == null, path, "is taken by " + other + ": \"" + name + "\"");
        }
    }

    private static void checkHost(String path, String host) {
        require(!host.isBlank(), path, "must not be blank");
    }

    private static void checkPort(String path, int port) {
        require(port >= 0 && port <= HIGHEST_PORT, path, "must be 0 to " + HIGHEST_PORT + ": " + port);
    }

    private static void checkFile(String path, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new ConfigException(path, "is missing; tls needs certPath and keyPath");
        }
        File file = new File(name);
        require(file.isFile() && file.canRead(), path, "can't be read: \"" + name + "\"");
    }

    private static boolean overlap(String host, String other) {
        return host.equals(other) || EVERY_ADDRESS.contains(host) || EVERY_ADDRESS.contains(other);
    }

    private static void require(boolean condition, String path, String fault) {
        if (!condition) {
            throw new ConfigException(path, fault);
        }
    }
}
