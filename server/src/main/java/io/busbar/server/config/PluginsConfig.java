package io.busbar.server.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where plugins come from. Which of them a bridge has, and in which order, it says itself. */
public final class PluginsConfig {

    /** The default time between two looks at the directory: 2 seconds. */
    public static final Duration DEFAULT_WATCH = Duration.ofSeconds(2);

    private @Nullable String directory;
    private @Nullable List<String> sha256;
    private Duration watch = DEFAULT_WATCH;

    /** Creates the default configuration: no directory. */
    public PluginsConfig() {}

    /** Returns the directory, or null if there is none. */
    public @Nullable String getDirectory() {
        return directory;
    }

    /** Sets the directory: each jar in it, and each folder of jars, is a plugin. */
    public PluginsConfig setDirectory(@Nullable String directory) {
        this.directory = directory;
        return this;
    }

    /** Returns the hashes of jars that may be loaded, or null for any. */
    public @Nullable List<String> getSha256() {
        return sha256;
    }

    /** Sets the SHA-256 hashes, as hex, of the jars that may be loaded; without this key any may. */
    public PluginsConfig setSha256(@Nullable List<String> sha256) {
        this.sha256 = sha256;
        return this;
    }

    /** Returns the time between two looks at the directory. */
    public Duration getWatch() {
        return watch;
    }

    /** Sets the time between two looks at the directory, after which what has changed is loaded; 0 for no looks. */
    public PluginsConfig setWatch(Duration watch) {
        this.watch = watch;
        return this;
    }
}
