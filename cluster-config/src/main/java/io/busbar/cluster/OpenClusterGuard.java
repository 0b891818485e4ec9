package io.busbar.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InterfacesConfig;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperties;
import io.busbar.config.ConfigException;
import java.util.Collection;
import java.util.Set;

/**
 * Refuses a cluster that listens beyond loopback under a name that others have too: two systems that never heard of each
 * other would become one, and carry each other's messages.
 */
final class OpenClusterGuard {

    private static final Set<String> EVERYBODYS = Set.of(Config.DEFAULT_CLUSTER_NAME, ClusterOptions.DEFAULT_NAME);

    private OpenClusterGuard() {}

    static void check(Config config) {
        String name = config.getClusterName();
        if (EVERYBODYS.contains(name) && !isOnLoopbackOnly(config)) {
            throw new ConfigException(
                    "name",
                    "must be one of your own, such as \"shop-production\", since this node listens beyond loopback:"
                            + " it would join whoever is called \"" + name + "\", as every cluster is at first");
        }
    }

    /** Returns whether it is certain. By default Hazelcast chooses one address, but listens on all of them. */
    private static boolean isOnLoopbackOnly(Config config) {
        if (config.getAdvancedNetworkConfig().isEnabled()
                || new HazelcastProperties(config).getBoolean(ClusterProperty.SOCKET_SERVER_BIND_ANY)) {
            return false;
        }
        String address = config.getProperty("hazelcast.local.localAddress");
        if (address != null) {
            return isLoopback(address.trim());
        }
        InterfacesConfig interfaces = config.getNetworkConfig().getInterfaces();
        Collection<String> addresses = interfaces.getInterfaces();
        return interfaces.isEnabled()
                && !addresses.isEmpty()
                && addresses.stream().allMatch(OpenClusterGuard::isLoopback);
    }

    private static boolean isLoopback(String address) {
        return address.equals("localhost") || address.equals("::1") || address.startsWith("127.");
    }
}
