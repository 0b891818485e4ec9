package io.busbar.examples.datastar;

import io.busbar.PluginOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What becomes of messages that know nothing of pages. */
final class Patches {

    private Patches() {}

    /**
     * Returns the plugin with its rules: figures are signals; the chat and the list fill a template, which escapes what
     * users have written. The charts say themselves what they patch.
     *
     * @param chat a Mustache template
     * @param list a Mustache template
     */
    static PluginOptions asConfigured(String chat, String list) {
        JsonArray rules = new JsonArray()
                .add(rule(MachineFigures.FIGURES, "signals").put("signal", "machine"))
                .add(rule(Chat.SHOWN, "elements").put("template", chat))
                .add(rule(SharedList.SHOWN, "elements").put("template", list));
        return new PluginOptions().setName("datastar").setConfig(new JsonObject().put("rules", rules));
    }

    private static JsonObject rule(String address, String as) {
        return new JsonObject().put("addresses", new JsonArray().add(address)).put("as", as);
    }
}
