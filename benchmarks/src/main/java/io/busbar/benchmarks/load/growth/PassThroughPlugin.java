package io.busbar.benchmarks.load.growth;

import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A transform that leaves events as they are. Its jar says what it is called, so that a chain can have several. */
public final class PassThroughPlugin implements Plugin<NoConfig> {

    /** The file of the jar that has the name. */
    static final String NAME_FILE = "pass-through";

    private final String name;

    /** For whoever loads it from its jar. */
    public PassThroughPlugin() {
        try (InputStream file = PassThroughPlugin.class.getResourceAsStream("/" + NAME_FILE)) {
            if (file == null) {
                throw new IllegalStateException("not in a jar of its own");
            }
            name = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    public Future<?> start(NoConfig config, PluginContext context) {
        context.addTransform(event -> event);
        return Future.succeededFuture();
    }
}
