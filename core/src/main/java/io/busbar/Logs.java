package io.busbar;

import io.busbar.config.ConfigException;
import io.busbar.history.Log;
import io.busbar.history.MemoryLog;
import io.busbar.history.SharedLogProvider;
import io.busbar.history.SharedLogSettings;
import io.vertx.core.internal.ContextInternal;
import java.util.ServiceLoader;

/** Makes the logs that bridges are to have. */
final class Logs {

    private static final String MODE = "history.mode";

    private Logs() {}

    /**
     * Returns a log that is not open.
     *
     * @param context the hub's
     * @throws ConfigException if nodes are to share it, and can't
     */
    static Log create(ContextInternal context, SseBridgeOptions options) {
        if (options.getHistory().getMode() != HistoryMode.CLUSTER) {
            return new MemoryLog();
        }
        SharedLogProvider provider = ServiceLoader.load(SharedLogProvider.class, Logs.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new ConfigException(MODE, "cluster needs busbar-cluster-config on the class path"));
        HistoryOptions history = options.getHistory();
        SharedLogSettings settings = new SharedLogSettings(
                options.getName(),
                history.getEvents(),
                history.getBytes(),
                history.getAge().toMillis(),
                history.getBackups(),
                options.getPublishTimeout().toMillis());
        try {
            return provider.create(context, settings);
        } catch (IllegalStateException e) {
            throw new ConfigException(MODE, "cluster " + e.getMessage());
        }
    }
}
