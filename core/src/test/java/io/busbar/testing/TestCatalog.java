package io.busbar.testing;

import io.busbar.plugin.Plugin;
import io.busbar.plugins.PluginCatalog;
import io.busbar.plugins.PluginOffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plugins that a bridge can be given and that can be taken from it, without jars. Each is for one bridge. */
public final class TestCatalog implements PluginCatalog {

    private final Map<String, PluginOffer> offers = new TreeMap<>();

    /** Creates a catalog of these. */
    public TestCatalog(Plugin<?>... plugins) {
        Arrays.stream(plugins).forEach(plugin -> offers.put(plugin.name(), PluginOffer.of(plugin)));
    }

    @Override
    public @Nullable PluginOffer find(String name) {
        return offers.get(name);
    }

    @Override
    public List<String> names() {
        return List.copyOf(offers.keySet());
    }
}
