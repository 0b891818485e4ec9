package io.busbar.testkit;

import io.busbar.plugins.PluginDirectory;
import io.busbar.plugins.PluginOffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Loads a plugin from a directory, as a server does, replaces it while it works, and looks whether the old one goes. */
final class ReloadCheck {

    private static final int REPLACEMENTS = 3;

    private final PluginJar jar;
    private final String name;
    private final List<Path> libraries;
    private final long patience;

    /**
     * Creates a check.
     *
     * @param libraries jars that the plugin needs beside its own classes
     * @param patience for how many seconds to wait for the garbage collector
     */
    ReloadCheck(PluginJar jar, String name, List<Path> libraries, long patience) {
        this.jar = jar;
        this.name = name;
        this.libraries = libraries;
        this.patience = patience;
    }

    /** What is done with each version. */
    interface Use {
        void use(TestBridge bridge) throws Exception;
    }

    /** Checks that nothing is left of a version that was replaced. */
    void check(JsonObject entry, Use use) throws Exception {
        Path root = Files.createTempDirectory("busbar-testkit-");
        Path folder = Files.createDirectory(root.resolve("plugin"));
        PluginJar.copy(libraries, folder);
        jar.write(folder, "0");
        try {
            checkCollected(lastOf(root, folder, entry, use), "stopped");
        } finally {
            delete(root);
        }
    }

    private WeakReference<ClassLoader> lastOf(Path root, Path folder, JsonObject entry, Use use) throws Exception {
        try (PluginDirectory directory = new PluginDirectory(root, null, ReloadCheck.class.getClassLoader())) {
            scan(directory);
            TestBridge bridge = new TestBridge(new JsonObject(), entry, directory, new ConcurrentLinkedQueue<>());
            try {
                for (int i = 1; i <= REPLACEMENTS; i++) {
                    use.use(bridge);
                    WeakReference<ClassLoader> old = loader(directory);
                    jar.write(folder, String.valueOf(i));
                    scan(directory);
                    bridge.use(entry);
                    checkCollected(old, "replaced");
                }
                use.use(bridge);
            } finally {
                bridge.close();
            }
            return loader(directory);
        }
    }

    private static void scan(PluginDirectory directory) throws IOException {
        directory.scan();
        if (!directory.refusals().isEmpty()) {
            throw new AssertionError(String.join("; ", directory.refusals()));
        }
    }

    private WeakReference<ClassLoader> loader(PluginDirectory directory) {
        PluginOffer offer = directory.find(name);
        if (offer == null) {
            throw new AssertionError("there is no plugin " + name + " in what was made of it");
        }
        return new WeakReference<>(offer.loader());
    }

    private void checkCollected(WeakReference<ClassLoader> loader, String how) {
        boolean gone = Waiting.until(
                () -> {
                    System.gc();
                    return loader.get() == null;
                },
                patience);
        if (!gone) {
            throw new AssertionError("the plugin was " + how + ", and its classes are still in memory: something that"
                    + " outlives it refers to one of its objects or classes. Look for threads that go on, timers and"
                    + " consumers that were made outside of start(), ThreadLocals, shutdown hooks, and what classes"
                    + " that the host shares keep, such as an ObjectMapper that all plugins use");
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
