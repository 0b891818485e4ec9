package io.busbar.testkit;

import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import io.vertx.core.shareddata.Shareable;
import java.util.UUID;

/** Puts an object of a class of its own where it outlives the plugin. */
public final class LingeringPlugin implements Plugin<NoConfig> {

    /** Creates one, for {@link java.util.ServiceLoader}. */
    public LingeringPlugin() {}

    private static final class Mine implements Shareable {}

    @Override
    public String name() {
        return "lingering";
    }

    @Override
    public Class<NoConfig> configType() {
        return NoConfig.class;
    }

    @Override
    public Future<?> start(NoConfig config, PluginContext context) {
        context.vertx()
                .sharedData()
                .<String, Mine>getLocalMap("all")
                .put(UUID.randomUUID().toString(), new Mine());
        return Future.succeededFuture();
    }
}
