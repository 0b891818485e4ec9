package io.busbar.examples.cluster;

import io.busbar.cluster.ClusterNode;
import io.busbar.cluster.ClusterOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/** What all processes of the example have in common: a clustered Vert.x, and an end together with who started them. */
final class Member {

    /** The system properties that say which cluster. */
    static final String NAME = "cluster.name";

    static final String PORT = "cluster.port";

    private Member() {}

    /** Joins the cluster of nodes on this machine, or begins it. */
    static Future<Vertx> join() {
        ClusterOptions options = new ClusterOptions()
                .setConfig("loopback")
                .setName(System.getProperty(NAME, "busbar-example"))
                .setPort(Integer.getInteger(PORT, 5701));
        return ClusterNode.of(options).start();
    }

    /** One line for each thing that this process says, and few of them. */
    static void configureLogging() throws IOException {
        try (InputStream properties = Member.class.getResourceAsStream("/logging.properties")) {
            LogManager.getLogManager().readConfiguration(properties);
        }
    }

    /** Ends this process when the one that started it has ended, however that happened. */
    static void endWithParent() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit()
                .thenRun(() -> Runtime.getRuntime().halt(0)));
    }

    /** Says in one sentence why this process can't do its work, and ends it. */
    static void fail(Throwable failure) {
        System.err.println("Can't start: " + failure);
        Runtime.getRuntime().halt(1);
    }
}
