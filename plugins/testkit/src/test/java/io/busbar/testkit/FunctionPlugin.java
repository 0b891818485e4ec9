package io.busbar.testkit;

import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** A plugin of two lambdas. */
class FunctionPlugin implements Plugin<NoConfig> {

    private final Function<PluginContext, Future<?>> start;
    private final Supplier<Future<?>> stop;

    /** What the start got. */
    volatile PluginContext context;

    FunctionPlugin(Function<PluginContext, Future<?>> start, Supplier<Future<?>> stop) {
        this.start = start;
        this.stop = stop;
    }

    static FunctionPlugin starting(Function<PluginContext, Future<?>> start) {
        return new FunctionPlugin(start, Future::succeededFuture);
    }

    static FunctionPlugin stopping(Supplier<Future<?>> stop) {
        return new FunctionPlugin(context -> Future.succeededFuture(), stop);
    }

    @Override
    public String name() {
        return "functions";
    }

    @Override
    public Class<NoConfig> configType() {
        return NoConfig.class;
    }

    @Override
    public Future<?> start(NoConfig config, PluginContext newContext) {
        context = newContext;
        return start.apply(newContext);
    }

    @Override
    public Future<?> stop() {
        return stop.get();
    }
}
