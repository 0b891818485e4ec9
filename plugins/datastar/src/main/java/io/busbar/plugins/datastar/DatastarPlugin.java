package io.busbar.plugins.datastar;

import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;

/** Makes patches of Datastar pages of bus messages, as {@link DatastarConfig} says. */
public final class DatastarPlugin implements Plugin<DatastarConfig> {

    /** Creates one, for {@link java.util.ServiceLoader}. */
    public DatastarPlugin() {}

    @Override
    public String name() {
        return "datastar";
    }

    @Override
    public Class<DatastarConfig> configType() {
        return DatastarConfig.class;
    }

    @Override
    public Future<?> start(DatastarConfig config, PluginContext context) {
        context.addAsyncTransform(new DatastarTransform(config, context.metrics()));
        return Future.succeededFuture();
    }
}
