package io.busbar.testkit;

import io.busbar.plugin.Event;
import io.busbar.plugin.Plugin;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import java.util.List;
import java.util.Map;

/** A plugin as it should be keeps the contract. */
class SampleContractTest extends PluginContract<SampleConfig> {

    @Override
    protected Plugin<SampleConfig> newPlugin() {
        return new SamplePlugin();
    }

    @Override
    protected String config() {
        return "{\"mark\": \"?\"}";
    }

    @Override
    protected List<Event> samples() {
        Event text = Event.of("texts", "twice", Map.of("x-header", "1"));
        return List.of(
                text,
                text.withBody("drop"),
                text.withType("secret").withKey("key"),
                text.withBody(new JsonObject().put("a", new JsonObject())));
    }

    @Override
    protected User user() {
        return User.fromName("ada");
    }
}
