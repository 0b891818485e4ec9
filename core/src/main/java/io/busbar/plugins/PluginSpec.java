package io.busbar.plugins;

import io.busbar.config.ConfigException;
import io.busbar.config.record.RecordBinder;
import io.busbar.pipeline.PluginPolicy;
import io.busbar.plugin.Plugin;
import io.vertx.core.json.JsonObject;

/**
 * A plugin as a bridge is to have it. Two that are equal need no restart.
 *
 * @param offer which one
 * @param path where it is configured, for messages, such as {@code plugins[0]}
 * @param config its configuration; not to be changed
 * @param policy what contains it
 */
public record PluginSpec(PluginOffer offer, String path, JsonObject config, PluginPolicy policy) {

    /**
     * Makes an instance, and its configuration, and drops them.
     *
     * @throws PluginException if there can't be one
     * @throws ConfigException if its configuration is wrong
     */
    public void check() {
        offer.use();
        try {
            bind(offer.create());
        } finally {
            offer.release();
        }
    }

    <C extends Record> C bind(Plugin<C> plugin) {
        Class<C> type = offer.configTypeOf(plugin);
        try {
            return RecordBinder.bind(type, config);
        } catch (ConfigException e) {
            throw e.below(path + ".config");
        } catch (IllegalArgumentException e) {
            throw new PluginException("plugin " + offer.title() + " can't be configured: " + e.getMessage());
        } catch (Throwable e) {
            // The record's constructor is code of others.
            throw PluginException.of(offer.title(), "can't be configured", e);
        }
    }

    /** Returns which plugin this is, and its settings, as a text: alike on nodes that have the same, from jars of one content. */
    String description() {
        return offer.title() + ' ' + offer.digest() + ' ' + Digests.sorted(config) + ' ' + policy;
    }

    /** Returns whether {@code other} would be no other plugin than this, wherever it is configured. */
    boolean isSameAs(PluginSpec other) {
        return offer.name().equals(other.offer.name())
                && offer.isSameAs(other.offer)
                && config.equals(other.config)
                && policy.equals(other.policy);
    }
}
