package io.busbar.plugins;

import io.busbar.plugin.Plugin;
import java.lang.reflect.InvocationTargetException;

/** Makes instances of plugins out of jars. */
final class PluginMaker {

    private PluginMaker() {}

    /**
     * Makes an instance.
     *
     * @param loader loads the classes of {@code jars}
     * @throws PluginException if there can't be one; the message says what its author can do
     */
    static Plugin<?> make(PluginJars jars, ClassLoader loader) {
        String what = jars.source() + ": " + jars.className();
        String title = jars.name() + " " + jars.version();
        try {
            Class<?> type = Class.forName(jars.className(), true, loader);
            if (!Plugin.class.isAssignableFrom(type)) {
                throw new PluginException(what + " does not implement " + Plugin.class.getName());
            }
            return (Plugin<?>) type.getConstructor().newInstance();
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new PluginException(what + " has to be a public class with a public constructor without parameters");
        } catch (InvocationTargetException e) {
            throw PluginException.of(title, "threw in its constructor", e.getTargetException());
        } catch (ExceptionInInitializerError e) {
            throw PluginException.of(title, "threw in a static initializer", e);
        } catch (ClassNotFoundException e) {
            throw new PluginException(jars.source() + ": " + PluginJars.SERVICE + " names " + jars.className()
                    + ", which is not in the jar: is the name right, and is the class packed?");
        } catch (LinkageError e) {
            throw PluginException.of(title, "can't be loaded", e);
        }
    }
}
