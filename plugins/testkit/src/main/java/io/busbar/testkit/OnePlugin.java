package io.busbar.testkit;

import io.busbar.plugin.Plugin;
import io.busbar.plugins.PluginCatalog;
import io.busbar.plugins.PluginOffer;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A catalog of the plugin under test, of which there is a new instance whenever a bridge wants one. */
final class OnePlugin implements PluginCatalog {

    private final Supplier<? extends Plugin<?>> factory;
    private final PluginOffer offer;

    /**
     * Creates one.
     *
     * @param faults gets what goes wrong at the end of an instance
     */
    OnePlugin(Supplier<? extends Plugin<?>> factory, Queue<String> faults) {
        this.factory = factory;
        Plugin<?> sample = factory.get();
        offer = new PluginOffer(
                sample.name(),
                "test",
                "",
                this,
                sample.getClass().getClassLoader(),
                () -> new WatchedPlugin<>(this.factory.get(), faults));
    }

    String name() {
        return offer.name();
    }

    @Override
    public @Nullable PluginOffer find(String name) {
        return name.equals(offer.name()) ? offer : null;
    }

    @Override
    public List<String> names() {
        return List.of(offer.name());
    }
}
