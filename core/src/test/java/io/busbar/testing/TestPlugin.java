package io.busbar.testing;

import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A plugin of a few lines, without configuration. */
public final class TestPlugin implements Plugin<NoConfig> {

    private final String name;
    private final Start start;
    private final AtomicInteger stops = new AtomicInteger();

    /** What a plugin does when it starts. */
    public interface Start {

        /** As {@link Plugin#start}. */
        Future<?> start(PluginContext context) throws Exception;
    }

    private TestPlugin(String name, Start start) {
        this.name = name;
        this.start = start;
    }

    /** Returns a plugin that registers functions. */
    public static TestPlugin with(String name, Consumer<PluginContext> registration) {
        return starting(name, context -> {
            registration.accept(context);
            return Future.succeededFuture();
        });
    }

    /** Returns a plugin that starts like this. */
    public static TestPlugin starting(String name, Start start) {
        return new TestPlugin(name, start);
    }

    /** Returns how often it was stopped. */
    public int stops() {
        return stops.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Class<NoConfig> configType() {
        return NoConfig.class;
    }

    @Override
    public Future<?> start(NoConfig config, PluginContext context) throws Exception {
        return start.start(context);
    }

    @Override
    public Future<?> stop() {
        stops.incrementAndGet();
        return Future.succeededFuture();
    }
}
