package io.busbar.server.config;

import io.busbar.config.ConfigException;
import io.busbar.config.ConfigMapper;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration comes from: a file, or none; then the environment; then flags. Later ones win. Remembers who
 * set what, so that a fault names the place to mend it. Not thread-safe.
 */
public final class ConfigSource {

    private final @Nullable Path file;
    private final JsonObject tree;
    private final Map<String, String> overrides = new HashMap<>();

    /**
     * Reads {@code file}, or starts with the defaults if it is null.
     *
     * @throws ConfigException if the file can't be read
     */
    public ConfigSource(@Nullable Path file) {
        this.file = file;
        try {
            tree = file == null ? new JsonObject() : ConfigFile.read(file);
        } catch (ConfigException e) {
            throw explain(e);
        }
    }

    /**
     * Overrides what the {@code BUSBAR_} variables of {@code environment} name. Blank ones count as unset, unknown ones
     * are told to {@code warning}.
     */
    public ConfigSource override(Map<String, String> environment, Consumer<String> warning) {
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (!variable.startsWith(Variables.PREFIX) || text.isBlank()) {
                return;
            }
            Variables.Key key = Variables.byName().get(variable);
            if (key != null) {
                override(variable, key.section(), key.name(), key.value(text.trim()));
            } else {
                String meant = ConfigMapper.nearest(variable, Variables.byName().keySet());
                warning.accept("unknown environment variable " + variable
                        + (meant == null ? "" : "; did you mean " + meant + "?"));
            }
        });
        return this;
    }

    /**
     * Overrides a key unless {@code value} is null; {@code origin} names who does, such as {@code --port}, and
     * {@code section} is where the key is, with dots if it is nested.
     */
    public ConfigSource override(String origin, String section, String key, @Nullable Object value) {
        if (value != null) {
            JsonObject object = section(section);
            if (object != null) {
                object.put(key, value);
                overrides.put(section + "." + key, origin);
            }
        }
        return this;
    }

    /** Returns null if there is anything but an object, a fault of the file, which {@link #load} names. */
    private @Nullable JsonObject section(String path) {
        JsonObject object = tree;
        for (String name : path.split("\\.", -1)) {
            if (!object.containsKey(name)) {
                object.put(name, new LinkedHashMap<String, Object>());
            }
            if (!(object.getValue(name) instanceof JsonObject nested)) {
                return null;
            }
            object = nested;
        }
        return object;
    }

    /**
     * Returns the configuration, checked as far as that can be done without Vert.x.
     *
     * @throws ConfigException naming the first fault
     */
    public ServerConfig load() {
        try {
            ServerConfig config = new ServerConfig();
            ServersKeys.refuse(tree);
            ConfigMapper.update(config, tree);
            ConfigCheck.check(config);
            return config;
        } catch (ConfigException e) {
            throw explain(e);
        }
    }

    /** Returns {@code fault} with the variable, the flag or the file that it comes from. */
    public ConfigException explain(ConfigException fault) {
        String message = String.valueOf(fault.getMessage());
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            String path = override.getKey();
            if (message.startsWith(path + ": ")) {
                return new ConfigException(override.getValue(), message.substring(path.length() + 2));
            }
            if (message.startsWith(path + "[")) {
                return new ConfigException(override.getValue(), message.substring(path.length()));
            }
        }
        return file == null ? fault : new ConfigException(file.toString(), message);
    }
}
