package io.busbar.plugin;

import io.vertx.core.Future;

/**
 * Code that takes part in a bridge: it registers transforms, filters, authorizers, listeners and event sources.
 *
 * <p>A bridge finds it through {@link java.util.ServiceLoader} (list the class in {@code
 * META-INF/services/io.busbar.plugin.Plugin}; it needs a public constructor without parameters), or is handed one by the
 * application. For each bridge that names it, and each time that its configuration or its jar changes, there is a new
 * instance: the new one is started while the old one works, then takes its place between two events, and the old one is
 * stopped.
 *
 * <p>A jar for a plugin directory has three attributes in its manifest: {@value #MANIFEST_NAME}, {@value
 * #MANIFEST_VERSION} and {@value #MANIFEST_API}.
 *
 * @param <C> the record that its configuration is bound to; see {@code io.busbar.plugin.config}
 */
public interface Plugin<C extends Record> {

    /** The version of this API: {@value}. It rises when plugins that were built before would not work any more. */
    int API_VERSION = 1;

    /** The manifest attribute with the plugin's name: {@value}. */
    String MANIFEST_NAME = "Busbar-Plugin";

    /** The manifest attribute with the plugin's own version, any text: {@value}. */
    String MANIFEST_VERSION = "Busbar-Plugin-Version";

    /** The manifest attribute with the {@link #API_VERSION} that the plugin was built for: {@value}. */
    String MANIFEST_API = "Busbar-Plugin-Api";

    /**
     * Returns the name under which it is configured, counted and logged, such as {@code json-fields}: lower-case
     * letters, digits and hyphens, beginning with a letter. Called on any thread; always the same.
     */
    String name();

    /** Returns the record type of its configuration; {@code NoConfig.class} if there is none. Called on any thread. */
    Class<C> configType();

    /**
     * Starts to work: registers functions with {@code context}. Called once per instance, on an event loop, so it must
     * not block; nothing that it registers is called before the future completes.
     *
     * @param config valid against the record's constraints
     * @return completes when it is ready to get events. If it fails, or this throws, the bridge does not start, or, when
     *     it runs, goes on without the change
     */
    Future<?> start(C config, PluginContext context) throws Exception;

    /**
     * Ends its work. Called once on the event loop of {@link #start}, if that was called, after the last call of its
     * functions. Timers, bus consumers, servers and clients that it made with the context's {@code Vertx} in {@code
     * start}, or in a function that the bridge called there, are closed afterwards by themselves.
     */
    default Future<?> stop() {
        return Future.succeededFuture();
    }
}
