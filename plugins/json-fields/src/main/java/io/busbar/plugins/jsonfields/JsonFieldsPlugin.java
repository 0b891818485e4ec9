package io.busbar.plugins.jsonfields;

import io.busbar.plugin.Plugin;
import io.busbar.plugin.PluginContext;
import io.vertx.core.Future;

/** Keeps, drops, renames and masks fields of JSON bodies, as {@link JsonFieldsConfig} says. */
public final class JsonFieldsPlugin implements Plugin<JsonFieldsConfig> {

    /** Creates one, for {@link java.util.ServiceLoader}. */
    public JsonFieldsPlugin() {}

    @Override
    public String name() {
        return "json-fields";
    }

    @Override
    public Class<JsonFieldsConfig> configType() {
        return JsonFieldsConfig.class;
    }

    @Override
    public Future<?> start(JsonFieldsConfig config, PluginContext context) {
        context.addTransform(new JsonFieldsTransform(config, context.metrics()));
        return Future.succeededFuture();
    }
}
