package io.busbar.plugins;

import io.busbar.pipeline.Causes;
import io.busbar.plugin.Plugin;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The plugins on the application's class path, as {@link ServiceLoader} finds them. */
public final class ClassPathPlugins implements PluginCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(ClassPathPlugins.class);

    private static final int MOST_FAULTS = 100;

    private final ClassLoader loader;
    private @Nullable List<PluginOffer> offers;

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

    /** Read once: what is on the class path stays as it is. One that can't be loaded is no reason not to have the others. */
    @SuppressWarnings("rawtypes") // of a class literal there is no other type
    private synchronized List<PluginOffer> offers() {
        if (offers == null) {
            List<PluginOffer> found = new ArrayList<>();
            Iterator<ServiceLoader.Provider<Plugin>> providers =
                    ServiceLoader.load(Plugin.class, loader).stream().iterator();
            for (int faults = 0; faults < MOST_FAULTS; faults++) {
                try {
                    while (providers.hasNext()) {
                        ServiceLoader.Provider<Plugin> provider = providers.next();
                        PluginOffer offer = offer(provider.type(), (Supplier<?>) provider);
                        if (offer != null) {
                            found.add(offer);
                        }
                    }
                    break;
                } catch (ServiceConfigurationError e) {
                    LOG.warn("A plugin on the class path is named, and can't be loaded: " + Causes.describe(e));
                }
            }
            offers = List.copyOf(found);
        }
        return offers;
    }

    private static @Nullable PluginOffer offer(Class<?> type, Supplier<?> factory) {
        try {
            String name = ((Plugin<?>) factory.get()).name();
            PluginOffer.checkName("name() of " + type.getName(), name);
            return new PluginOffer(
                    name, PluginOffer.versionOf(type), PluginOffer.UNKNOWN_DIGEST, type, type.getClassLoader(), () ->
                            (Plugin<?>) factory.get());
        } catch (PluginException e) {
            LOG.warn("A plugin on the class path can't be loaded: " + e.getMessage());
            return null;
        } catch (Throwable e) {
            // Its constructor and its methods are code of others.
            LOG.warn("Plugin " + type.getName() + " on the class path can't be loaded: " + Causes.describe(e));
            return null;
        }
    }
}
