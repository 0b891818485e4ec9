package io.busbar.plugins;

import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plugins in a directory: each a jar, or a folder of jars, with a class loader of its own. What starts with a dot is
 * left alone, so that a file can be copied under such a name, and then renamed. All methods but {@link #find}, {@link
 * #names}, {@link #refusals} and {@link #lingering} block. Thread-safe.
 */
public final class PluginDirectory implements PluginCatalog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginDirectory.class);

    private final Path directory;
    private final @Nullable Set<String> sha256;
    private final ClassLoader host;
    private final Path copies;
    private final List<Retired> retired = new ArrayList<>();

    /** What was at a path when it was read last. */
    private final Map<Path, Found> found = new TreeMap<>();

    private volatile Map<String, PluginOffer> offers = Map.of();
    private volatile List<String> refusals = List.of();
    private int copied;

    /** Either an offer, or why there is none. */
    private record Found(String fingerprint, @Nullable PluginOffer offer, String refusal) {}

    private record Retired(String title, WeakReference<PluginClassLoader> loader) {

        boolean isCollected() {
            return loader.get() == null;
        }

        boolean isClosed() {
            PluginClassLoader left = loader.get();
            return left != null && left.isClosed();
        }
    }

    /**
     * Creates a catalog that is empty until {@link #scan}.
     *
     * @param sha256 the hashes, as lower-case hex, of jars that may be loaded; null for any
     * @param host what loads the classes that plugins share
     * @throws IOException if there is no place for copies
     */
    public PluginDirectory(Path directory, @Nullable Set<String> sha256, ClassLoader host) throws IOException {
        this.directory = directory;
        this.sha256 = sha256;
        this.host = host;
        this.copies = Files.createTempDirectory("busbar-plugins-");
    }

    @Override
    public @Nullable PluginOffer find(String name) {
        return offers.get(name);
    }

    @Override
    public List<String> names() {
        return offers.keySet().stream().sorted().toList();
    }

    /** Returns why what else is in the directory was refused; each a sentence for the author or the operator. */
    @Override
    public List<String> refusals() {
        return refusals;
    }

    /**
     * Returns the versions that nobody uses any more, and whose classes are still in memory: until the next collection, or
     * because something holds them.
     */
    public synchronized List<String> lingering() {
        retired.removeIf(Retired::isCollected);
        return retired.stream().filter(Retired::isClosed).map(Retired::title).toList();
    }

    /**
     * Reads what is new or has changed since the last time, and forgets what is gone.
     *
     * @return whether anything is different
     * @throws IOException if the directory can't be read
     */
    public synchronized boolean scan() throws IOException {
        boolean changed = false;
        List<PluginOffer> gone = new ArrayList<>();
        List<Path> paths = candidates();
        for (Path path : List.copyOf(found.keySet())) {
            if (!paths.contains(path)) {
                replace(path, null, gone);
                changed = true;
            }
        }
        for (Path path : paths) {
            String fingerprint = fingerprint(path);
            Found before = found.get(path);
            if (before == null || !before.fingerprint().equals(fingerprint)) {
                Found fresh = read(path, fingerprint);
                // A file that is being copied, or a bad one, takes nothing away from those who have the one before.
                PluginOffer kept = fresh.offer() == null && before != null ? before.offer() : null;
                replace(path, kept == null ? fresh : new Found(fingerprint, kept, fresh.refusal()), gone);
                changed = true;
            }
        }
        if (changed) {
            publish();
        }
        gone.forEach(this::retire);
        return changed;
    }

    private void replace(Path path, @Nullable Found fresh, List<PluginOffer> gone) {
        Found before = fresh == null ? found.remove(path) : found.put(path, fresh);
        if (before != null
                && before.offer() != null
                && (fresh == null || !before.offer().equals(fresh.offer()))) {
            gone.add(before.offer());
        }
    }

    private void retire(PluginOffer offer) {
        if (offer.loader() instanceof PluginClassLoader loader) {
            retired.add(new Retired(offer.title(), new WeakReference<>(loader)));
            loader.retire();
        }
    }

    private List<Path> candidates() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(file -> file.toString().endsWith(".jar") || Files.isDirectory(file))
                    .sorted()
                    .toList();
        }
    }

    private static String fingerprint(Path path) {
        StringBuilder fingerprint = new StringBuilder();
        try {
            for (Path jar : PluginJars.jarsIn(path)) {
                fingerprint
                        .append(jar.getFileName())
                        .append(' ')
                        .append(Files.size(jar))
                        .append(' ')
                        .append(Files.getLastModifiedTime(jar).toMillis())
                        .append(' ')
                        .append(Files.readAttributes(jar, "*").get("fileKey"))
                        .append('\n');
            }
        } catch (IOException | RuntimeException e) {
            // It concerns this one alone; reading it says why.
            fingerprint.append(e);
        }
        return fingerprint.toString();
    }

    private Found read(Path path, String fingerprint) throws IOException {
        Path target = Files.createDirectory(copies.resolve(Integer.toString(copied++)));
        try {
            return new Found(fingerprint, offer(PluginJars.copy(path, target, sha256), target), "");
        } catch (PluginException e) {
            delete(target);
            return new Found(fingerprint, null, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            // Also a SecurityException, for a jar whose signature is wrong.
            delete(target);
            return new Found(fingerprint, null, path + " can't be read: " + PluginJars.whyUnreadable(e));
        }
    }

    private PluginOffer offer(PluginJars jars, Path target) {
        URL[] urls = jars.jars().stream().map(PluginDirectory::url).toArray(URL[]::new);
        PluginClassLoader loader = new PluginClassLoader(jars.name(), urls, host, () -> delete(target));
        return new PluginOffer(
                jars.name(), jars.version(), jars.digest(), loader, loader, () -> PluginMaker.make(jars, loader));
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of two with one name the one that was there before stays, else the first by its file's name. */
    private void publish() {
        Map<String, PluginOffer> before = offers;
        Map<String, PluginOffer> after = new HashMap<>();
        Map<String, Path> places = new HashMap<>();
        List<String> faults = new ArrayList<>();
        List<Map.Entry<Path, Found>> entries = new ArrayList<>(found.entrySet());
        entries.sort(Comparator.comparing(entry -> {
            PluginOffer offer = entry.getValue().offer();
            return offer == null || !offer.equals(before.get(offer.name()));
        }));
        for (Map.Entry<Path, Found> entry : entries) {
            PluginOffer offer = entry.getValue().offer();
            if (!entry.getValue().refusal().isEmpty()) {
                faults.add(entry.getValue().refusal()
                        + (offer == null ? "" : "; version " + offer.version() + ", which was there before, stays"));
            }
            if (offer == null) {
                continue;
            }
            if (after.putIfAbsent(offer.name(), offer) == null) {
                places.put(offer.name(), entry.getKey());
            } else {
                faults.add(entry.getKey() + " holds plugin " + offer.name() + ", and so does "
                        + places.get(offer.name()) + ", which is used: remove one of them");
            }
        }
        offers = Map.copyOf(after);
        refusals = List.copyOf(faults);
    }

    private static void delete(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("The copy " + tree + " could not be deleted", e);
        }
    }

    /** Lets go of everything, once nobody uses it, and deletes the copies. */
    @Override
    public synchronized void close() {
        List<PluginOffer> gone = new ArrayList<>();
        List.copyOf(found.keySet()).forEach(path -> replace(path, null, gone));
        offers = Map.of();
        refusals = List.of();
        gone.forEach(this::retire);
        delete(copies);
    }
}
