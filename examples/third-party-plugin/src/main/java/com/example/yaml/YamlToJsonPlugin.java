package com.example.yaml;

import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;
import org.yaml.snakeyaml.Yaml;

/** Makes JSON of YAML: what was published as text reaches subscribers as an object or array. */
public final class YamlToJsonPlugin implements Plugin<YamlToJsonConfig> {

    /** Creates one, for {@link java.util.ServiceLoader}. */
    public YamlToJsonPlugin() {}

    @Override
    public String name() {
        return "yaml-to-json";
    }

    @Override
    public Class<YamlToJsonConfig> configType() {
        return YamlToJsonConfig.class;
    }

    /** Reads a file first, which an event loop may not: so this plugin is ready a moment later. */
    @Override
    public Future<?> start(YamlToJsonConfig config, PluginContext context) {
        return context.vertx()
                .executeBlocking(() -> LibraryVersion.of(Yaml.class, "org.yaml", "snakeyaml"))
                .map(version -> context.addTransform(new YamlToJson(config, version, context.metrics())));
    }
}
