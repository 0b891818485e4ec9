package io.busbar.plugins;

import io.busbar.plugin.NoConfig;
import io.busbar.plugin.Plugin;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A plugin that a bridge can have.
 *
 * @param name the plugin's name
 * @param version the plugin's version; {@code -} if it is not known
 * @param digest of the jars that it comes from; empty if that is not known
 * @param origin tells this version from another one of the same name: equal if they are the same
 * @param loader what loads its classes
 * @param factory makes an instance; may throw whatever the plugin's constructor does
 */
public record PluginOffer(
        String name, String version, String digest, Object origin, ClassLoader loader, Supplier<Plugin<?>> factory) {

    static final String UNKNOWN_DIGEST = "";

    static final String UNKNOWN_VERSION = "-";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /**
     * Checks a plugin's name.
     *
     * @param what says so, for the message
     * @throws PluginException if there can't be such a name
     */
    static void checkName(String what, @Nullable String name) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new PluginException(
                    what + " must be 1 to 64 of a-z 0-9 -, beginning with a letter: \"" + name + "\"");
        }
    }

    /**
     * Returns the offer of an instance that the application made; it works for one bridge.
     *
     * @throws PluginException if its name can't be
     */
    public static PluginOffer of(Plugin<?> plugin) {
        checkName("name() of " + plugin.getClass().getName(), plugin.name());
        return new PluginOffer(
                plugin.name(),
                versionOf(plugin.getClass()),
                UNKNOWN_DIGEST,
                plugin,
                plugin.getClass().getClassLoader(),
                () -> plugin);
    }

    /** Returns the version of the jar that a class comes from, as far as that says it. */
    static String versionOf(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? UNKNOWN_VERSION : version;
    }

    /**
     * Makes an instance.
     *
     * @throws PluginException if there can't be one
     */
    Plugin<?> create() {
        Plugin<?> plugin;
        String own;
        try {
            plugin = factory.get();
            own = plugin.name();
        } catch (PluginException e) {
            throw e;
        } catch (Throwable e) {
            throw PluginException.of(title(), "can't be created", e);
        }
        if (!name.equals(own)) {
            throw new PluginException("plugin " + title() + " says in its code that its name is \"" + own
                    + "\": let name() and the manifest's " + Plugin.MANIFEST_NAME + " agree");
        }
        return plugin;
    }

    /**
     * Returns the record that configures it.
     *
     * @throws PluginException if it can't say
     */
    public Class<? extends Record> configType() {
        use();
        try {
            return configTypeOf(create());
        } finally {
            release();
        }
    }

    /**
     * Returns the record that configures {@code plugin}, an instance of this.
     *
     * @throws PluginException if it can't say
     */
    <C extends Record> Class<C> configTypeOf(Plugin<C> plugin) {
        Class<C> type;
        try {
            type = plugin.configType();
        } catch (Throwable e) {
            throw PluginException.of(title(), "can't say what configures it", e);
        }
        if (type == null) {
            throw new PluginException("plugin " + title() + " can't say what configures it: configType() returned null;"
                    + " without a configuration it is " + NoConfig.class.getSimpleName() + ".class");
        }
        return type;
    }

    /**
     * Notes that an instance is used from now on; each call needs one of {@link #release}.
     *
     * @throws PluginException if it is out of use since it was replaced or removed
     */
    void use() {
        if (loader instanceof PluginClassLoader own && !own.use()) {
            throw new PluginException("plugin " + title()
                    + " was replaced or removed meanwhile: try again with what the directory has now");
        }
    }

    /** Notes that an instance is not used any more. */
    void release() {
        if (loader instanceof PluginClassLoader own) {
            own.release();
        }
    }

    /** Returns whether {@code other} is the same version of the same plugin. */
    @SuppressWarnings("ReferenceEquality") // an instance's equals is code of others
    boolean isSameAs(PluginOffer other) {
        return origin == other.origin || (!isSingle() && !other.isSingle() && origin.equals(other.origin));
    }

    /** Returns whether there is one instance only, which can be started once. */
    boolean isSingle() {
        return origin instanceof Plugin;
    }

    /** Returns the name and the version, for people. */
    public String title() {
        return version.equals(UNKNOWN_VERSION) ? name : name + " " + version;
    }
}
