package io.busbar.examples.datastar;

import io.busbar.PluginOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What becomes of messages that know nothing of pages. */
final class Patches {

    private Patches() {}

    /**
     * Returns the plugin with its rules: figures are signals, and so are the replies to commands; the chat and the list fill a
     * template, which escapes what users have written. The charts say themselves what they patch.
     *
     * @param chat a Mustache template
     * @param list a Mustache template
     */
    static PluginOptions asConfigured(String chat, String list) {
        JsonArray rules = new JsonArray()
                .add(signals("machine", List.of(MachineFigures.FIGURES)))
                .add(signals("chat", Chat.COMMANDS))
                .add(signals("list", SharedList.COMMANDS))
                .add(elements(chat, Chat.SHOWN))
                .add(elements(list, SharedList.SHOWN));
        return new PluginOptions().setName("datastar").setConfig(new JsonObject().put("rules", rules));
    }

    private static JsonObject signals(String name, List<String> addresses) {
        return rule("signals", addresses).put("signal", name);
    }

    private static JsonObject elements(String template, String address) {
        return rule("elements", List.of(address)).put("template", template);
    }

    private static JsonObject rule(String as, List<String> addresses) {
        return new JsonObject().put("as", as).put("addresses", new JsonArray(addresses));
    }
}
