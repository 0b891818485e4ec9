package io.busbar.testkit;

import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import org.assertj.core.util.Strings;

/** Uses a library that is on the class path, and may not be beside its jar. */
public final class NeedyPlugin implements Plugin<NoConfig> {

    /** Creates one, for {@link java.util.ServiceLoader}. */
    public NeedyPlugin() {}

    @Override
    public String name() {
        return "needy";
    }

    @Override
    public Class<NoConfig> configType() {
        return NoConfig.class;
    }

    @Override
    public Future<?> start(NoConfig config, PluginContext context) {
        context.addTransform(event -> event.withBody(Strings.quote(String.valueOf(event.body()))));
        return Future.succeededFuture();
    }
}
