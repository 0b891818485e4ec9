package io.busbar.cluster;

import io.busbar.config.ConfigException;
import io.busbar.config.ConfigMapper;
import java.io.File;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks options before anything is read or started. Loads none of Hazelcast, which a node without a cluster can do without. */
final class ClusterCheck {

    /** The names of the ready configurations, which are resources beside this class. */
    static final List<String> BUNDLED = List.of("kubernetes", "lan", "loopback");

    private static final List<String> SUFFIXES = List.of(".xml", ".yaml", ".yml");
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_MEMBERS = 1_000;

    private ClusterCheck() {}

    static void check(ClusterOptions options) {
        checkConfig(options.getConfig());
        notBlank("name", options.getName());
        List<String> members = options.getMembers();
        for (int i = 0; i < members.size(); i++) {
            notBlank("members[" + i + "]", members.get(i));
        }
        Integer port = options.getPort();
        require(
                port == null || (port > 0 && port <= HIGHEST_PORT),
                "port",
                "must be 1 to " + HIGHEST_PORT + ": " + port);
        require(
                options.getMinimumMembers() > 0 && options.getMinimumMembers() <= MOST_MEMBERS,
                "minimumMembers",
                "must be 1 to " + MOST_MEMBERS + ": " + options.getMinimumMembers());
        checkEventBus(options.getEventBus());
    }

    private static void checkConfig(String config) {
        if (BUNDLED.contains(config)) {
            return;
        }
        File file = new File(config);
        if (!file.isFile() || !file.canRead()) {
            String meant = ConfigMapper.nearest(config, BUNDLED);
            throw new ConfigException(
                    "config",
                    "is none of " + BUNDLED + ", and no file that can be read: \"" + config + "\""
                            + (meant == null ? "" : "; did you mean \"" + meant + "\"?"));
        }
        require(
                SUFFIXES.stream().anyMatch(config.toLowerCase(Locale.ROOT)::endsWith),
                "config",
                "must end with .xml, .yaml or .yml, as Hazelcast's configurations do: \"" + config + "\"");
    }

    private static void checkEventBus(BusLinkOptions bus) {
        notBlank("eventBus.host", bus.getHost());
        notBlank("eventBus.publicHost", bus.getPublicHost());
        require(
                bus.getPort() >= 0 && bus.getPort() <= HIGHEST_PORT,
                "eventBus.port",
                "must be 0 to " + HIGHEST_PORT + ": " + bus.getPort());
        BusTlsOptions tls = bus.getTls();
        if (tls != null) {
            checkFile("eventBus.tls.certPath", tls.getCertPath());
            checkFile("eventBus.tls.keyPath", tls.getKeyPath());
            checkFile("eventBus.tls.trustPath", tls.getTrustPath());
        }
    }

    private static void checkFile(String path, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new ConfigException(path, "is missing; tls needs certPath, keyPath and trustPath");
        }
        File file = new File(name);
        require(file.isFile() && file.canRead(), path, "can't be read: \"" + name + "\"");
    }

    private static void notBlank(String path, @Nullable String value) {
        require(value == null || !value.isBlank(), path, "must not be blank");
    }

    private static void require(boolean condition, String path, String fault) {
        if (!condition) {
            throw new ConfigException(path, fault);
        }
    }
}
