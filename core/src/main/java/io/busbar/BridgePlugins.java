package io.busbar;

import io.busbar.config.ConfigException;
import io.busbar.config.ConfigMapper;
import io.busbar.pipeline.PluginPolicy;
import io.busbar.plugin.Plugin;
import io.busbar.plugins.ApplicationPlugin;
import io.busbar.plugins.ClassPathPlugins;
import io.busbar.plugins.PluginCatalog;
import io.busbar.plugins.PluginOffer;
import io.busbar.plugins.PluginSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which plugins a bridge has: those that its options name, in that order; then those that only the builder was given;
 * then the application's functions; last, the one that the bridge's format is.
 */
final class BridgePlugins {

    private final Map<String, PluginOffer> given = new LinkedHashMap<>();
    private final @Nullable PluginCatalog directory;
    private final PluginCatalog classPath = new ClassPathPlugins(BridgePlugins.class.getClassLoader());
    private final @Nullable PluginOffer application;
    private final @Nullable String format;
    private final long eventBytes;

    /**
     * Collects what there is besides options.
     *
     * @param application the application's functions; null if there are none
     * @param format the plugin that comes last; {@code plain} for none
     */
    BridgePlugins(
            List<Plugin<?>> given,
            @Nullable PluginCatalog directory,
            @Nullable ApplicationPlugin application,
            String format,
            long eventBytes) {
        for (Plugin<?> plugin : given) {
            if (this.given.put(plugin.name(), PluginOffer.of(plugin)) != null) {
                throw new ConfigException("plugins", "two are named \"" + plugin.name() + "\"");
            }
        }
        this.directory = directory;
        this.application = application == null ? null : PluginOffer.of(application);
        this.format = format.equals(SseBridgeOptions.PLAIN_FORMAT) ? null : format;
        this.eventBytes = eventBytes;
    }

    /**
     * Returns what the bridge is to have.
     *
     * @throws ConfigException if one is not there, or its configuration is wrong
     */
    List<PluginSpec> specs(List<PluginOptions> options) {
        List<PluginSpec> specs = new ArrayList<>();
        Set<String> named = new HashSet<>();
        options.forEach(each -> named.add(each.getName()));
        if (format != null) {
            named.add(format);
        }
        for (int i = 0; i < options.size(); i++) {
            String path = "plugins[" + i + "]";
            if (options.get(i).getName().equals(PluginOptions.ALL_OTHERS)) {
                addOthers(specs, named, options.get(i), path);
            } else {
                specs.add(spec(find(options.get(i).getName(), path + ".name"), path, options.get(i)));
            }
        }
        PluginOptions defaults = new PluginOptions();
        given.forEach((name, offer) -> {
            if (!named.contains(name)) {
                specs.add(spec(offer, "plugins." + name, defaults));
            }
        });
        if (application != null) {
            specs.add(spec(application, "plugins." + ApplicationPlugin.NAME, defaults));
        }
        if (format != null) {
            addFormat(specs, format);
        }
        specs.forEach(PluginSpec::check);
        return specs;
    }

    /** The options may name it too, for the sake of its configuration; its place is the last all the same. */
    private void addFormat(List<PluginSpec> specs, String name) {
        PluginSpec last = specs.stream()
                .filter(spec -> spec.offer().name().equals(name))
                .findFirst()
                .orElse(null);
        specs.remove(last);
        specs.add(last != null ? last : spec(find(name, "format"), "format", new PluginOptions()));
    }

    /** Returns what tells apart bridges of one name that have different plugins beside their options. */
    List<String> signature() {
        List<String> classes = new ArrayList<>();
        given.forEach((name, offer) ->
                classes.add(name + " " + offer.origin().getClass().getName()));
        return classes;
    }

    private void addOthers(List<PluginSpec> specs, Set<String> named, PluginOptions options, String path) {
        if (directory == null) {
            return;
        }
        for (String name : directory.names()) {
            PluginOffer offer = directory.find(name);
            if (!named.contains(name) && !given.containsKey(name) && offer != null) {
                specs.add(spec(offer, path + "(" + name + ")", options));
            }
        }
    }

    private PluginOffer find(String name, String path) {
        PluginOffer offer = given.get(name);
        if (offer == null && directory != null) {
            offer = directory.find(name);
        }
        if (offer == null) {
            offer = classPath.find(name);
        }
        if (offer == null) {
            throw new ConfigException(path, unknown(name));
        }
        return offer;
    }

    private String unknown(String name) {
        Set<String> known = new HashSet<>(given.keySet());
        known.addAll(classPath.names());
        if (directory != null) {
            known.addAll(directory.names());
        }
        String meant = ConfigMapper.nearest(name, known);
        String refused = directory == null || directory.refusals().isEmpty()
                ? ""
                : "; refused were: " + String.join("; ", directory.refusals());
        return "there is no plugin \"" + name + "\""
                + (meant == null ? "; there are " + new TreeSet<>(known) : "; did you mean \"" + meant + "\"?")
                + refused;
    }

    private PluginSpec spec(PluginOffer offer, String path, PluginOptions options) {
        BreakerOptions breaker = options.getBreaker();
        PluginPolicy policy = new PluginPolicy(
                options.isFailOpen(),
                options.isWorker(),
                options.getTimeout().toMillis(),
                options.getMaxInFlight(),
                breaker.getFailures(),
                breaker.getAction() == BreakerOptions.Action.STOP,
                breaker.getRetry().toNanos(),
                options.getDeadLetters(),
                eventBytes);
        return new PluginSpec(offer, path, options.getConfig(), policy);
    }
}
