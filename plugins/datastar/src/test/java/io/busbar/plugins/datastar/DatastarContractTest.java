package io.busbar.plugins.datastar;

import io.busbar.plugin.Event;
import io.busbar.plugin.Plugin;
import io.busbar.testkit.PluginContract;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What every plugin has to keep to. */
class DatastarContractTest extends PluginContract<DatastarConfig> {

    private static final JsonObject PATCH = new JsonObject()
            .put("elements", "<p>\n\n</p>")
            .put("selector", "#a")
            .put("mode", "inner");
    private static final JsonArray PATCHES = new JsonArray()
            .add(PATCH)
            .add(new JsonObject().put("signals", new JsonObject().put("a", 1)))
            .add(new JsonObject().put("script", "x()"));

    @Override
    protected Plugin<DatastarConfig> newPlugin() {
        return new DatastarPlugin();
    }

    @Override
    protected String config() {
        return """
                {"rules": [
                  {"addresses": ["chat"], "as": "elements", "template": "<li>{{text}}{{.}}</li>", "selector": "#c", "mode": "append"},
                  {"addresses": ["figures"], "as": "signals", "signal": "figures"}
                ]}""";
    }

    @Override
    protected List<Event> samples() {
        return List.of(
                Event.of("patches", PATCH, Map.of()),
                Event.of("patches", PATCHES.encode(), Map.of()),
                Event.of("chat", new JsonObject().put("text", "<b>"), Map.of("trace", "1")),
                Event.of("figures", 7, Map.of()).withType("figure"));
    }

    /** A body that is no patch is to be reported; a template wants a body, and a signal JSON. */
    @Override
    protected boolean mayFail(Event event) {
        Object body = event.body();
        boolean ruled = event.address().equals("chat") || event.address().equals("figures");
        return ruled
                ? !(body instanceof JsonObject || body instanceof JsonArray || body instanceof Number)
                : !(PATCH.equals(body) || PATCHES.encode().equals(body));
    }
}
