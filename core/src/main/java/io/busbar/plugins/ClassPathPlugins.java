package io.busbar.plugins;

import io.busbar.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The plugins on the application's class path, as {@link ServiceLoader} finds them. */
public final class ClassPathPlugins implements PluginCatalog {

    private final ClassLoader loader;

    /** Creates a catalog of what {@code loader} sees. */
    public ClassPathPlugins(ClassLoader loader) {
        this.loader = loader;
    }

    @Override
    public @Nullable PluginOffer find(String name) {
        List<PluginOffer> found =
                offers().stream().filter(offer -> offer.name().equals(name)).toList();
        if (found.size() > 1) {
            throw new PluginException("two plugins on the class path are named " + name + ": "
                    + found.get(0).origin() + " and " + found.get(1).origin());
        }
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public List<String> names() {
        return offers().stream().map(PluginOffer::name).sorted().toList();
    }

    @SuppressWarnings("rawtypes")
    private List<PluginOffer> offers() {
        List<PluginOffer> offers = new ArrayList<>();
        try {
            for (ServiceLoader.Provider<Plugin> provider :
                    ServiceLoader.load(Plugin.class, loader).stream().toList()) {
                Class<? extends Plugin> type = provider.type();
                offers.add(new PluginOffer(
                        provider.get().name(), PluginOffer.versionOf(type), type, type.getClassLoader(), () ->
                                (Plugin<?>) provider.get()));
            }
        } catch (ServiceConfigurationError e) {
            throw PluginException.of("on the class path", "can't be loaded", e);
        }
        return offers;
    }
}
