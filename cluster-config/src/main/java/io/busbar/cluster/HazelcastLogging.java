package io.busbar.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.spi.properties.ClusterProperty;
import io.vertx.core.internal.logging.LoggerFactory;

/** Lets Hazelcast log where Vert.x does. */
final class HazelcastLogging {

    private HazelcastLogging() {}

    /** Sets the kind of logging unless {@code config} or a system property does. */
    static void sameAsVertx(Config config) {
        String property = ClusterProperty.LOGGING_TYPE.getName();
        if (config.getProperty(property) == null && config.getProperty("hazelcast.logging.class") == null) {
            config.setProperty(
                    property,
                    type(LoggerFactory.getLogger(HazelcastLogging.class).implementation()));
        }
    }

    /** Returns Hazelcast's word for what Vert.x calls {@code implementation}. */
    private static String type(String implementation) {
        return "jul".equals(implementation) ? "jdk" : implementation;
    }
}
