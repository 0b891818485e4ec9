package io.busbar.server;

import io.busbar.PluginOptions;
import io.busbar.SseBridge;
import io.busbar.config.ConfigException;
import io.busbar.plugins.PluginCatalog;
import io.busbar.plugins.PluginDirectory;
import io.busbar.server.config.PluginsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The node's directory of plugins, and which plugins its bridges have. Thread-safe. */
final class NodePlugins {

    private static final Logger LOG = Logger.getLogger(NodePlugins.class.getName());

    private final Vertx vertx;
    private final PluginsConfig config;
    private final @Nullable PluginDirectory directory;
    private final Map<String, SseBridge> bridges = new LinkedHashMap<>();
    private final Map<String, List<PluginOptions>> wanted = new ConcurrentHashMap<>();

    /** Bridges that could not have what they should, and why. */
    private final Map<String, String> behind = new ConcurrentHashMap<>();

    private Future<?> turn = Future.succeededFuture();

    /**
     * Reads the directory. Blocks.
     *
     * @throws ConfigException if it can't be read
     */
    NodePlugins(Vertx vertx, PluginsConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.directory = open(config);
    }

    /**
     * Opens the directory of {@code config}, or returns null if there is none. Blocks.
     *
     * @throws ConfigException if it can't be read
     */
    static @Nullable PluginDirectory open(PluginsConfig config) {
        String path = config.getDirectory();
        if (path == null) {
            return null;
        }
        if (!Files.isDirectory(Path.of(path))) {
            throw new ConfigException("plugins.directory", "is no directory: \"" + path + "\"");
        }
        List<String> listed = config.getSha256();
        Set<String> sha256 = listed == null
                ? null
                : listed.stream().map(hash -> hash.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        try {
            PluginDirectory directory = new PluginDirectory(Path.of(path), sha256, NodePlugins.class.getClassLoader());
            directory.scan();
            directory.refusals().forEach(refusal -> LOG.warning("Refused: " + refusal));
            return directory;
        } catch (IOException e) {
            throw new ConfigException("plugins.directory", "can't be read: \"" + path + "\": " + e);
        }
    }

    /** Returns what is in the directory, or null if there is none. */
    @Nullable PluginCatalog catalog() {
        return directory;
    }

    /** Takes charge of a bridge. To be called before {@link #watch}. */
    void add(String name, SseBridge bridge, List<PluginOptions> plugins) {
        bridges.put(name, bridge);
        wanted.put(name, List.copyOf(plugins));
    }

    /** Begins to look at the directory again and again, if that is configured. */
    void watch() {
        long millis = config.getWatch().toMillis();
        if (directory != null && millis > 0) {
            vertx.setTimer(millis, id -> scan().onComplete(done -> watch()));
        }
    }

    /**
     * Looks at the directory now, and lets the bridges have what has changed.
     *
     * @return completes with what the bridges that stay as they are complain about
     */
    Future<List<String>> scan() {
        PluginDirectory scanned = directory;
        if (scanned == null) {
            return Future.succeededFuture(List.of());
        }
        return inTurn(() -> vertx.executeBlocking(scanned::scan)
                .compose(changed -> {
                    if (changed) {
                        scanned.refusals().forEach(refusal -> LOG.warning("Refused: " + refusal));
                    }
                    return changed || !behind.isEmpty() ? renew() : Future.succeededFuture(List.of());
                })
                .recover(e -> {
                    LOG.log(Level.WARNING, "The directory of plugins can't be read", e);
                    return Future.succeededFuture(List.of(String.valueOf(e.getMessage())));
                }));
    }

    private Future<List<String>> renew() {
        Map<String, String> faults = new LinkedHashMap<>();
        Future<Void> all = Future.succeededFuture();
        for (Map.Entry<String, SseBridge> entry : bridges.entrySet()) {
            String bridge = entry.getKey();
            List<PluginOptions> plugins = wanted.getOrDefault(bridge, List.of());
            if (!plugins.isEmpty()) {
                all = all.compose(before -> apply(entry.getValue(), plugins)).recover(e -> {
                    faults.put(bridge, "bridge \"" + bridge + "\" keeps its plugins: " + e.getMessage());
                    return Future.succeededFuture();
                });
            }
        }
        return all.map(done -> {
            // Not again and again, as long as nothing changes.
            faults.forEach((bridge, fault) -> {
                if (!fault.equals(behind.get(bridge))) {
                    LOG.warning(fault);
                }
            });
            behind.clear();
            behind.putAll(faults);
            return List.copyOf(faults.values());
        });
    }

    /** Classes are loaded, and configurations checked, on a worker thread. */
    private Future<Void> apply(SseBridge bridge, List<PluginOptions> plugins) {
        return vertx.executeBlocking(() -> bridge.usePlugins(plugins)).compose(used -> used);
    }

    /** One change after the other. */
    private synchronized <T> Future<T> inTurn(Supplier<Future<T>> change) {
        Future<T> next = turn.transform(before -> change.get());
        turn = next;
        return next;
    }

    /**
     * Lets a bridge have these plugins.
     *
     * @return fails with a {@link ConfigException} or a {@link io.busbar.plugins.PluginException} if that can't be; null if
     *     there is no such bridge
     */
    @Nullable Future<Void> use(String bridge, List<PluginOptions> plugins) {
        SseBridge known = bridges.get(bridge);
        if (known == null) {
            return null;
        }
        return inTurn(() -> apply(known, plugins).andThen(used -> {
            if (used.succeeded()) {
                wanted.put(bridge, List.copyOf(plugins));
                behind.remove(bridge);
            }
        }));
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (directory != null) {
            PluginDirectory known = directory;
            JsonArray available = new JsonArray();
            known.names().forEach(name -> {
                var offer = known.find(name);
                if (offer != null) {
                    available.add(new JsonObject().put("name", name).put("version", offer.version()));
                }
            });
            json.put("directory", config.getDirectory())
                    .put("available", available)
                    .put("refused", new JsonArray(known.refusals()))
                    .put("lingering", new JsonArray(known.lingering()));
        }
        JsonArray all = new JsonArray();
        bridges.forEach((name, bridge) -> all.add(new JsonObject()
                .put("name", name)
                .put("plugins", bridge.status().toJson().getJsonArray("plugins"))));
        return json.put("bridges", all);
    }

    /** Lets go of the directory, once the bridges are closed. Blocks. */
    void close() {
        if (directory != null) {
            directory.close();
        }
    }
}
