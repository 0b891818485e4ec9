package io.busbar.plugins;

import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/** The functions that an application gave to the builder, as one plugin. */
public final class ApplicationPlugin implements Plugin<NoConfig> {

    /** Its name: {@value}. */
    public static final String NAME = "application";

    private final List<Consumer<PluginContext>> registrations;

    /** Creates a plugin that makes these registrations. */
    public ApplicationPlugin(List<Consumer<PluginContext>> registrations) {
        this.registrations = List.copyOf(registrations);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<NoConfig> configType() {
        return NoConfig.class;
    }

    @Override
    public Future<?> start(NoConfig config, PluginContext context) {
        registrations.forEach(registration -> registration.accept(context));
        return Future.succeededFuture();
    }
}
