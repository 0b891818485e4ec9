package io.busbar.testkit;

import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import java.util.Queue;

/** A plugin as it is, and a note of what goes wrong at its end, which a bridge would only log. */
final class WatchedPlugin<C extends Record> implements Plugin<C> {

    private final Plugin<C> plugin;
    private final Queue<String> faults;

    /**
     * Creates one.
     *
     * @param faults gets a sentence for each thing that goes wrong
     */
    WatchedPlugin(Plugin<C> plugin, Queue<String> faults) {
        this.plugin = plugin;
        this.faults = faults;
    }

    @Override
    public String name() {
        return plugin.name();
    }

    @Override
    public Class<C> configType() {
        return plugin.configType();
    }

    @Override
    public Future<?> start(C config, PluginContext context) throws Exception {
        return plugin.start(config, context);
    }

    @Override
    @SuppressWarnings("NullAway") // plugins can answer null however they are annotated
    public Future<?> stop() {
        String unfinished = "stop() did not complete";
        faults.add(unfinished);
        Future<?> stopped;
        try {
            stopped = plugin.stop();
        } catch (RuntimeException | Error e) {
            faults.remove(unfinished);
            faults.add("stop() threw " + e);
            throw e;
        }
        if (stopped == null) {
            // For a bridge that is done.
            faults.remove(unfinished);
            return Future.succeededFuture();
        }
        return stopped.andThen(done -> {
            faults.remove(unfinished);
            if (done.failed()) {
                faults.add("stop() failed: " + done.cause());
            }
        });
    }
}
