package io.busbar.plugins;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where plugins come from. Thread-safe. */
public interface PluginCatalog {

    /** Returns the plugin of this name, or null if it is not here. */
    @Nullable PluginOffer find(String name);

    /** Returns the names of all that are here, in their order. */
    List<String> names();

    /** Returns why something that is here is no plugin; each a sentence. */
    default List<String> refusals() {
        return List.of();
    }
}
