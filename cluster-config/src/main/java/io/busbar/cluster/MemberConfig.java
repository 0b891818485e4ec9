package io.busbar.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.core.HazelcastException;
import io.busbar.config.ConfigException;
import java.io.File;
import java.io.FileNotFoundException;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Reads Hazelcast's configuration, and puts into it what the options say. */
final class MemberConfig {

    /** What {@code lan.xml} calls the values that only its user knows. */
    private static final String NAME_PROPERTY = "busbar.cluster.name";

    private static final String MEMBERS_PROPERTY = "busbar.cluster.members";

    /** Stands for members that nobody has named: Hazelcast takes no empty text. */
    private static final String NO_MEMBERS = "none";

    private MemberConfig() {}

    private static boolean isXml(String config) {
        return config.toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    /**
     * Returns what {@code options}, which have been checked, mean to Hazelcast. Hazelcast's own variables ({@code HZ_} in
     * the environment, {@code hz.} among the system properties) override the configuration, and the options both.
     *
     * @throws ConfigException if the configuration can't be used, or opens a cluster to the network under a name that
     *     everybody has
     */
    static Config load(ClusterOptions options) {
        Config config = read(options.getConfig());
        String name = options.getName();
        if (name != null) {
            config.setClusterName(name);
        }
        applyNetwork(options, config);
        MinimumMembers.require(options.getMinimumMembers(), config);
        OpenClusterGuard.check(config);
        HazelcastLogging.sameAsVertx(config);
        return config;
    }

    private static Config read(String config) {
        Properties variables = new Properties();
        variables.setProperty(NAME_PROPERTY, ClusterOptions.DEFAULT_NAME);
        variables.setProperty(MEMBERS_PROPERTY, NO_MEMBERS);
        variables.putAll(System.getProperties());
        if (isXml(config)) {
            XmlSyntax.check(new File(config));
        }
        try {
            return ClusterCheck.BUNDLED.contains(config)
                    ? Config.loadFromClasspath(
                            MemberConfig.class.getClassLoader(), "io/busbar/cluster/" + config + ".xml", variables)
                    : Config.loadFromFile(new File(config), variables);
        } catch (HazelcastException | IllegalArgumentException | FileNotFoundException e) {
            throw new ConfigException(
                    "config", "is no configuration that Hazelcast takes: \"" + config + "\": " + firstLine(e));
        }
    }

    private static void applyNetwork(ClusterOptions options, Config config) {
        NetworkConfig network = config.getNetworkConfig();
        Integer port = options.getPort();
        if (port != null) {
            network.setPort(port);
            // Kubernetes tells addresses only.
            network.getJoin().getKubernetesConfig().setProperty("service-port", String.valueOf(port));
        }
        TcpIpConfig list = network.getJoin().getTcpIpConfig();
        if (!options.getMembers().isEmpty()) {
            if (!list.isEnabled()) {
                throw new ConfigException(
                        "members",
                        "are not asked for by the configuration \"" + options.getConfig()
                                + "\", which finds them by other means: " + options.getMembers());
            }
            list.setMembers(options.getMembers());
        }
        if (list.isEnabled() && list.getMembers().contains(NO_MEMBERS)) {
            throw new ConfigException(
                    "members",
                    "is missing: the configuration \"" + options.getConfig()
                            + "\" needs the address of this node and of at least one other, as in [10.0.0.1, 10.0.0.2]");
        }
    }

    /** Hazelcast's messages go on with advice of many lines. */
    private static @Nullable String firstLine(Exception e) {
        return e.getMessage() == null
                ? e.toString()
                : e.getMessage().lines().findFirst().orElse("");
    }
}
