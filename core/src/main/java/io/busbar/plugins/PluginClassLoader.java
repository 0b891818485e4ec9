package io.busbar.plugins;

import io.busbar.pipeline.MissingClassException;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads a plugin's classes: Java's own, then what the host shares, and all else from the plugin's jars alone, so that it
 * can have any library in any version. Closed when it is retired and nobody uses it. Thread-safe.
 */
final class PluginClassLoader extends URLClassLoader {

    private static final Logger LOG = LoggerFactory.getLogger(PluginClassLoader.class);

    /** What the host shares. Vert.x's types show Netty's and jackson-core's. */
    private static final List<String> SHARED = List.of(
            "io.busbar.plugin.", "io.vertx.", "io.netty.", "com.fasterxml.jackson.core.", "org.jspecify.annotations.");

    static {
        registerAsParallelCapable();
    }

    private final String plugin;
    private final ClassLoader host;
    private final Runnable onClose;

    // guarded by this object's lock
    private int users;
    private boolean retired;

    /**
     * Creates a loader.
     *
     * @param plugin the plugin's name, for messages
     * @param jars where its classes are
     * @param onClose called once, when it has been closed
     */
    PluginClassLoader(String plugin, URL[] jars, ClassLoader host, Runnable onClose) {
        super("busbar-plugin-" + plugin, jars, ClassLoader.getPlatformClassLoader());
        this.plugin = plugin;
        this.host = host;
        this.onClose = onClose;
    }

    // ---- who uses it ----

    /** Notes one more user; returns false if it is closed. */
    synchronized boolean use() {
        if (users < 0) {
            return false;
        }
        users++;
        return true;
    }

    /** Notes one user less. */
    void release() {
        synchronized (this) {
            users--;
        }
        closeIfDone();
    }

    /** Lets it be closed as soon as nobody uses it. */
    void retire() {
        synchronized (this) {
            retired = true;
        }
        closeIfDone();
    }

    /** Returns whether it was retired, and nobody uses it any more. */
    synchronized boolean isClosed() {
        return retired && users <= 0;
    }

    private void closeIfDone() {
        synchronized (this) {
            if (!retired || users > 0) {
                return;
            }
            users = Integer.MIN_VALUE;
        }
        try {
            close();
        } catch (IOException e) {
            LOG.warn("The jars of plugin " + plugin + " could not be closed", e);
        }
        onClose.run();
    }

    // ---- classes ----

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = isShared(name) ? loadShared(name) : loadOwn(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private static boolean isShared(String name) {
        return SHARED.stream().anyMatch(name::startsWith);
    }

    private Class<?> loadShared(String name) throws ClassNotFoundException {
        try {
            return host.loadClass(name);
        } catch (ClassNotFoundException e) {
            // A part of Vert.x that the host does not have.
            return loadOwn(name);
        }
    }

    private Class<?> loadOwn(String name) throws ClassNotFoundException {
        try {
            return getPlatformClassLoader().loadClass(name);
        } catch (ClassNotFoundException notJava) {
            try {
                return findClass(name);
            } catch (ClassNotFoundException e) {
                throw new MissingClassException(explain(name), e);
            }
        }
    }

    /** Says who has the class, since authors think that what is on the server's class path is there for them. */
    private String explain(String name) {
        String missing = "class " + name + " is missing in plugin " + plugin + ": ";
        String place = whereIsAtHost(name);
        return place == null
                ? missing + "put the library that has it into the jar, or beside the jar in a folder"
                : missing + "the server has it (" + place
                        + "), but shares only the plugin API, Vert.x, Netty and jackson-core with plugins; put the"
                        + " library into the jar, or beside the jar in a folder";
    }

    private @Nullable String whereIsAtHost(String name) {
        try {
            Class<?> type = Class.forName(name, false, host);
            CodeSource source = type.getProtectionDomain().getCodeSource();
            String path = source == null ? "" : source.getLocation().getPath();
            return path.substring(path.lastIndexOf('/') + 1);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    // ---- resources ----

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? getPlatformClassLoader().getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
        all.addAll(Collections.list(getPlatformClassLoader().getResources(name)));
        return Collections.enumeration(all);
    }
}
