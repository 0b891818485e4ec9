package io.busbar.plugins.jsonfields;

import io.busbar.plugin.Event;
import io.busbar.plugin.Plugin;
import io.busbar.testkit.PluginContract;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What every plugin has to keep to. */
class JsonFieldsContractTest extends PluginContract<JsonFieldsConfig> {

    @Override
    protected Plugin<JsonFieldsConfig> newPlugin() {
        return new JsonFieldsPlugin();
    }

    @Override
    protected String config() {
        return """
                {
                  "keep": ["/id", "/text", "/items/*/sku", "/items/*/px", "/user"],
                  "drop": ["/user/email"],
                  "rename": {"/items/*/px": "price"},
                  "mask": ["/user/name"],
                  "other": "pass"
                }
                """;
    }

    @Override
    protected List<Event> samples() {
        JsonObject order = new JsonObject()
                .put("id", 1)
                .put("card", "4111")
                .put("user", new JsonObject().put("name", "Ada").put("email", "ada@example.com"))
                .put(
                        "items",
                        new JsonArray().add(new JsonObject().put("sku", "a").put("px", 1.5)));
        Event event = Event.of("orders", order, Map.of("trace", "1")).withType("order");
        return List.of(event, event.withBody(order.encode()), event.withBody(Buffer.buffer("no JSON")));
    }
}
